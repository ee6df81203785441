CREATE TABLE `prices` (
	`underlying` text NOT NULL,
	`hour` integer NOT NULL,
	`price` text NOT NULL,
	`imported` integer NOT NULL,
	PRIMARY KEY(`underlying`, `hour`)
);
--> statement-breakpoint
CREATE TABLE `forecasts` (
	`hash` text PRIMARY KEY NOT NULL,
	`data` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `forecasts_at` ON `forecasts` (`at`);--> statement-breakpoint
CREATE TABLE `holdings` (
	`strategy` text PRIMARY KEY NOT NULL,
	`tick` text NOT NULL,
	`holdings` text NOT NULL,
	`settings` text NOT NULL,
	`forecast` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pnl` (
	`strategy` text NOT NULL,
	`day` integer NOT NULL,
	`report` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`strategy`, `day`)
);
--> statement-breakpoint
ALTER TABLE `positions` ADD `carry` real;
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`code` text NOT NULL,
	`subject` text NOT NULL,
	`text` text NOT NULL,
	`times` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`resolved_at` integer
);
--> statement-breakpoint
CREATE INDEX `alerts_open` ON `alerts` (`resolved_at`,`code`,`subject`);--> statement-breakpoint
CREATE INDEX `alerts_opened` ON `alerts` (`opened_at`);--> statement-breakpoint
CREATE TABLE `signatures` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`order` text NOT NULL,
	`account` text NOT NULL,
	`chain_id` integer NOT NULL,
	`nonce` integer NOT NULL,
	`to` text NOT NULL,
	`data` text NOT NULL,
	`value` text NOT NULL,
	`gas_cost` text NOT NULL,
	`allowed` integer NOT NULL,
	`text` text NOT NULL,
	`does` text NOT NULL,
	`notional` real NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `signatures_spent` ON `signatures` (`account`,`chain_id`,`at`);--> statement-breakpoint
CREATE INDEX `signatures_order` ON `signatures` (`order`);--> statement-breakpoint
ALTER TABLE `runs` ADD `owner` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `seen_at` integer;
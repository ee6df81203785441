CREATE TABLE `acknowledgements` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`alert` text NOT NULL,
	`author` text NOT NULL,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	`until` integer,
	FOREIGN KEY (`alert`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `acknowledgements_alert` ON `acknowledgements` (`alert`);--> statement-breakpoint
CREATE TABLE `alert_sinks` (
	`sink` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`since` integer NOT NULL,
	`failures` integer NOT NULL,
	`failing_since` integer,
	`retry_at` integer,
	`answer` text NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`alert` text NOT NULL,
	`sink` text NOT NULL,
	`kind` text NOT NULL,
	`round` integer NOT NULL,
	`message` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`answer` text NOT NULL,
	`at` integer NOT NULL,
	`tried_at` integer NOT NULL,
	`sent_at` integer,
	FOREIGN KEY (`alert`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_once` ON `deliveries` (`alert`,`sink`,`kind`,`round`);--> statement-breakpoint
CREATE INDEX `deliveries_state` ON `deliveries` (`state`,`sink`);--> statement-breakpoint
CREATE TABLE `kept_strategies` (
	`number` integer PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`strategy` text NOT NULL,
	`file` text NOT NULL,
	`hash` text NOT NULL,
	`proposal` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`proposal`) REFERENCES `proposals`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `kept_strategies_strategy` ON `kept_strategies` (`strategy`);--> statement-breakpoint
CREATE TABLE `proposals` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`strategy` text NOT NULL,
	`file` text NOT NULL,
	`hash` text NOT NULL,
	`from_hash` text NOT NULL,
	`source` text NOT NULL,
	`changes` text NOT NULL,
	`foresight` text,
	`untold` text NOT NULL,
	`author` text NOT NULL,
	`because` text NOT NULL,
	`at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`status` text NOT NULL,
	`by` text NOT NULL,
	`decided_at` integer,
	`text` text NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `proposals_status` ON `proposals` (`status`);--> statement-breakpoint
CREATE INDEX `proposals_strategy` ON `proposals` (`strategy`);--> statement-breakpoint
CREATE TABLE `pulses` (
	`chain_id` integer PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`pulse` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `series` (
	`book` text NOT NULL,
	`level` integer NOT NULL,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	`points` integer NOT NULL,
	`columns` text NOT NULL,
	`coarse` blob NOT NULL,
	`fine` blob NOT NULL,
	PRIMARY KEY(`book`, `level`, `start`)
);
--> statement-breakpoint
CREATE INDEX `series_end` ON `series` (`level`,`end`);--> statement-breakpoint
CREATE TABLE `telegram_questions` (
	`bot` integer NOT NULL,
	`user` integer NOT NULL,
	`review` text NOT NULL,
	`holder` text NOT NULL,
	`message` integer,
	`is_alone` integer NOT NULL,
	`at` integer NOT NULL,
	`over_at` integer,
	PRIMARY KEY(`bot`, `user`, `review`),
	FOREIGN KEY (`review`) REFERENCES `reviews`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `telegram_questions_over` ON `telegram_questions` (`bot`,`over_at`);--> statement-breakpoint
CREATE TABLE `telegram_reads` (
	`bot` integer PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`next` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `telegram_strangers` (
	`user` integer PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`times` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `orders_parent`;--> statement-breakpoint
CREATE INDEX `orders_strategy_parent` ON `orders` (`strategy`,`parent`,`id`);--> statement-breakpoint
CREATE INDEX `orders_parent` ON `orders` (`parent`,`id`);--> statement-breakpoint
CREATE INDEX `decisions_rule` ON `decisions` (`rule`,`id`);--> statement-breakpoint
CREATE INDEX `decisions_verdict` ON `decisions` (`verdict`,`id`);--> statement-breakpoint
CREATE INDEX `parent_orders_strategy` ON `parent_orders` (`strategy`,`id`);
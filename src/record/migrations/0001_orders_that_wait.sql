CREATE TABLE `unsolicited` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`chain_id` integer NOT NULL,
	`account` text NOT NULL,
	`venue` text NOT NULL,
	`kind` text NOT NULL,
	`order` text NOT NULL,
	`margin_account` text NOT NULL,
	`fill` text NOT NULL,
	`text` text NOT NULL,
	`block_number` integer NOT NULL,
	`block_hash` text NOT NULL,
	`transaction_hash` text NOT NULL,
	`log_index` integer NOT NULL,
	`voided` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `unsolicited_log` ON `unsolicited` (`chain_id`,`account`,`block_hash`,`transaction_hash`,`log_index`);--> statement-breakpoint
CREATE INDEX `unsolicited_block` ON `unsolicited` (`chain_id`,`account`,`block_number`);--> statement-breakpoint
CREATE INDEX `unsolicited_at` ON `unsolicited` (`at`);--> statement-breakpoint
CREATE TABLE `venue_orders` (
	`chain_id` integer NOT NULL,
	`id` text NOT NULL,
	`holder` text NOT NULL,
	`venue` text NOT NULL,
	`account` text NOT NULL,
	`order` text NOT NULL,
	`attempt` text NOT NULL,
	`handovers` text NOT NULL,
	`status` text NOT NULL,
	`text` text NOT NULL,
	`keeper_paid` text NOT NULL,
	`created_block` integer NOT NULL,
	`seen_to` integer NOT NULL,
	`looks` integer NOT NULL,
	`transactions` text NOT NULL,
	`end_block` integer,
	`end_block_hash` text,
	`end_transaction` text,
	`settled` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`chain_id`, `venue`, `id`),
	FOREIGN KEY (`order`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`attempt`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `venue_orders_settled` ON `venue_orders` (`settled`,`account`,`chain_id`);--> statement-breakpoint
CREATE INDEX `venue_orders_order` ON `venue_orders` (`order`);--> statement-breakpoint
CREATE INDEX `venue_orders_attempt` ON `venue_orders` (`attempt`);--> statement-breakpoint
CREATE TABLE `venue_scans` (
	`chain_id` integer NOT NULL,
	`account` text NOT NULL,
	`venue` text NOT NULL,
	`holder` text NOT NULL,
	`since` integer NOT NULL,
	`scanned_to` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`chain_id`, `account`, `venue`)
);
--> statement-breakpoint
ALTER TABLE `fills` ADD `venue_order` text;--> statement-breakpoint
ALTER TABLE `order_steps` ADD `keeper_gas` text;
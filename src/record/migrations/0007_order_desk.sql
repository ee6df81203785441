CREATE TABLE `audit` (
	`number` integer PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`rows` text NOT NULL,
	`hash` text NOT NULL,
	`signature` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `configurations` (
	`hash` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`file` text NOT NULL,
	`source` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `seals` (
	`of` text NOT NULL,
	`key` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`of`, `key`)
);
--> statement-breakpoint
CREATE TABLE `allocations` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`block` text NOT NULL,
	`parent` text NOT NULL,
	`quantity` text NOT NULL,
	`avg_px` text NOT NULL,
	`gross_trade_amt` text NOT NULL,
	`fee` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`block`) REFERENCES `blocks`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`parent`) REFERENCES `parent_orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `allocations_block` ON `allocations` (`block`);--> statement-breakpoint
CREATE INDEX `allocations_parent` ON `allocations` (`parent`);--> statement-breakpoint
CREATE TABLE `block_members` (
	`block` text NOT NULL,
	`parent` text NOT NULL,
	`strategy` text NOT NULL,
	`account` text NOT NULL,
	`quantity` text NOT NULL,
	`gives` text,
	PRIMARY KEY(`block`, `parent`),
	FOREIGN KEY (`block`) REFERENCES `blocks`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`parent`) REFERENCES `parent_orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `block_members_parent` ON `block_members` (`parent`);--> statement-breakpoint
CREATE TABLE `blocks` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`chain_id` integer NOT NULL,
	`instrument` text NOT NULL,
	`side` text NOT NULL,
	`quantity` text NOT NULL,
	`method` text NOT NULL,
	`strategy` text,
	`account` text,
	`parent` text,
	`price` text,
	`max_deviation` integer NOT NULL,
	`status` text NOT NULL,
	`text` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`asked_at` integer,
	`retried_at` integer,
	FOREIGN KEY (`parent`) REFERENCES `parent_orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `blocks_status` ON `blocks` (`status`);--> statement-breakpoint
CREATE TABLE `block_times` (
	`chain_id` integer NOT NULL,
	`hash` text NOT NULL,
	`holder` text NOT NULL,
	`number` integer NOT NULL,
	`time` integer NOT NULL,
	PRIMARY KEY(`chain_id`, `hash`)
);
--> statement-breakpoint
CREATE TABLE `baselines` (
	`strategy` text NOT NULL,
	`chain_id` integer NOT NULL,
	`account` text NOT NULL,
	`holder` text NOT NULL,
	`baseline` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`strategy`, `chain_id`)
);
--> statement-breakpoint
CREATE TABLE `breaks` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`strategy` text NOT NULL,
	`account` text NOT NULL,
	`chain_id` integer NOT NULL,
	`venue` text NOT NULL,
	`what` text NOT NULL,
	`expected` real NOT NULL,
	`actual` real NOT NULL,
	`text` text NOT NULL,
	`is_gift` integer NOT NULL,
	`status` text NOT NULL,
	`author` text NOT NULL,
	`reason` text NOT NULL,
	`opened_at` integer NOT NULL,
	`closed_at` integer
);
--> statement-breakpoint
CREATE INDEX `breaks_status` ON `breaks` (`status`,`strategy`);--> statement-breakpoint
CREATE TABLE `executions` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`parent` text NOT NULL,
	`number` integer NOT NULL,
	`fill` text,
	`event` text NOT NULL,
	`exec_type` text NOT NULL,
	`ord_status` text NOT NULL,
	`cum_qty` text NOT NULL,
	`leaves_qty` text NOT NULL,
	`author` text NOT NULL,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`parent`) REFERENCES `parent_orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `executions_number` ON `executions` (`parent`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `executions_fill` ON `executions` (`fill`,`exec_type`);--> statement-breakpoint
CREATE INDEX `executions_at` ON `executions` (`at`);--> statement-breakpoint
CREATE TABLE `order_lists` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`kind` text NOT NULL,
	`count` integer NOT NULL,
	`imbalance` real NOT NULL,
	`on_failure` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	`status` text,
	`text` text NOT NULL,
	`apart` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `order_lists_status` ON `order_lists` (`status`);--> statement-breakpoint
CREATE TABLE `parent_orders` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`cl_ord_id` text NOT NULL,
	`strategy` text NOT NULL,
	`account` text NOT NULL,
	`chain_id` integer NOT NULL,
	`mode` text NOT NULL,
	`order_class` text NOT NULL,
	`list` text,
	`terms` text NOT NULL,
	`asked` text NOT NULL,
	`instrument` text NOT NULL,
	`side` text NOT NULL,
	`state` text NOT NULL,
	`status` text NOT NULL,
	`executions` integer NOT NULL,
	`accepted_at` integer,
	`arrival_price` real,
	`author` text NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `parent_orders_clordid` ON `parent_orders` (`strategy`,`cl_ord_id`);--> statement-breakpoint
CREATE INDEX `parent_orders_status` ON `parent_orders` (`status`,`strategy`);--> statement-breakpoint
CREATE INDEX `parent_orders_list` ON `parent_orders` (`list`);--> statement-breakpoint
CREATE TABLE `working_marks` (
	`id` text PRIMARY KEY NOT NULL,
	`parent` text NOT NULL,
	`mark` real NOT NULL,
	`last` real NOT NULL,
	`turnover` text,
	`volume` real,
	`at` integer NOT NULL,
	FOREIGN KEY (`parent`) REFERENCES `parent_orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `working_marks_parent` ON `working_marks` (`parent`,`at`);--> statement-breakpoint
CREATE TABLE `review_votes` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`review` text NOT NULL,
	`author` text NOT NULL,
	`verdict` text NOT NULL,
	`notional` real,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`review`) REFERENCES `reviews`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `review_votes_review` ON `review_votes` (`review`);--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`strategy` text NOT NULL,
	`chain_id` integer NOT NULL,
	`rule` text NOT NULL,
	`subject` text NOT NULL,
	`order_class` text NOT NULL,
	`terms` text NOT NULL,
	`notional` real NOT NULL,
	`checks` text NOT NULL,
	`status` text NOT NULL,
	`approved` real NOT NULL,
	`approvals` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`on_expiry` text NOT NULL,
	`opened_at` integer NOT NULL,
	`text` text NOT NULL,
	`closed_at` integer
);
--> statement-breakpoint
CREATE INDEX `reviews_status` ON `reviews` (`status`,`strategy`);--> statement-breakpoint
ALTER TABLE `orders` ADD `parent` text;--> statement-breakpoint
CREATE INDEX `orders_strategy_updated` ON `orders` (`strategy`,`updated_at`);--> statement-breakpoint
CREATE INDEX `orders_parent` ON `orders` (`parent`);--> statement-breakpoint
CREATE INDEX `fills_voided` ON `fills` (`voided`,`id`);
CREATE TABLE `attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`order` text NOT NULL,
	`step` integer NOT NULL,
	`account` text NOT NULL,
	`chain_id` integer NOT NULL,
	`nonce` integer NOT NULL,
	`hash` text NOT NULL,
	`bytes` text NOT NULL,
	`state` text NOT NULL,
	`text` text NOT NULL,
	`block_number` integer,
	`block_hash` text,
	`gas_cost` text,
	`cancels` integer NOT NULL,
	`revert_data` text,
	`settled` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`order`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_hash` ON `attempts` (`hash`);--> statement-breakpoint
CREATE INDEX `attempts_nonce` ON `attempts` (`account`,`chain_id`,`nonce`);--> statement-breakpoint
CREATE INDEX `attempts_settled` ON `attempts` (`settled`,`account`,`chain_id`);--> statement-breakpoint
CREATE INDEX `attempts_order` ON `attempts` (`order`);--> statement-breakpoint
CREATE INDEX `attempts_created` ON `attempts` (`created_at`);--> statement-breakpoint
CREATE TABLE `decisions` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`tick` text NOT NULL,
	`strategy` text NOT NULL,
	`strategy_hash` text NOT NULL,
	`rule` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`order_class` text NOT NULL,
	`verdict` text NOT NULL,
	`because` text NOT NULL,
	`size` text NOT NULL,
	`not` text NOT NULL,
	`checks` text NOT NULL,
	`metrics` text NOT NULL,
	`action` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`tick`) REFERENCES `ticks`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `decisions_strategy` ON `decisions` (`strategy`,`id`);--> statement-breakpoint
CREATE INDEX `decisions_tick` ON `decisions` (`tick`);--> statement-breakpoint
CREATE TABLE `fills` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`order` text NOT NULL,
	`attempt` text NOT NULL,
	`fill` text NOT NULL,
	`voided` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`order`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`attempt`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `fills_order` ON `fills` (`order`);--> statement-breakpoint
CREATE INDEX `fills_attempt` ON `fills` (`attempt`);--> statement-breakpoint
CREATE INDEX `fills_at` ON `fills` (`at`);--> statement-breakpoint
CREATE TABLE `order_steps` (
	`order` text NOT NULL,
	`step` integer NOT NULL,
	`purpose` text NOT NULL,
	`describe` text NOT NULL,
	`to` text NOT NULL,
	`data` text NOT NULL,
	`value` text NOT NULL,
	`approval` text,
	PRIMARY KEY(`order`, `step`),
	FOREIGN KEY (`order`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`decision` text NOT NULL,
	`strategy` text NOT NULL,
	`rule` text NOT NULL,
	`account` text NOT NULL,
	`chain_id` integer NOT NULL,
	`mode` text NOT NULL,
	`order_class` text NOT NULL,
	`terms` text NOT NULL,
	`status` text NOT NULL,
	`text` text NOT NULL,
	`notional` real NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`decision`) REFERENCES `decisions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `orders_strategy_created` ON `orders` (`strategy`,`created_at`);--> statement-breakpoint
CREATE INDEX `orders_status` ON `orders` (`status`);--> statement-breakpoint
CREATE INDEX `orders_decision` ON `orders` (`decision`);--> statement-breakpoint
CREATE TABLE `operator_commands` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`verb` text NOT NULL,
	`args` text NOT NULL,
	`author` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`version` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`exit_code` integer
);
--> statement-breakpoint
CREATE TABLE `strategies` (
	`hash` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`name` text NOT NULL,
	`source` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `trading_state` (
	`number` integer PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`author` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `margin_accounts` (
	`tick` text NOT NULL,
	`id` text NOT NULL,
	`venue` text NOT NULL,
	`account` text NOT NULL,
	`positions` text NOT NULL,
	`underlyings` text NOT NULL,
	`equity` text NOT NULL,
	`maintenance` text NOT NULL,
	`health` real NOT NULL,
	`notional` text NOT NULL,
	`collateral` text NOT NULL,
	`collateral_amount` text NOT NULL,
	PRIMARY KEY(`tick`, `id`),
	FOREIGN KEY (`tick`) REFERENCES `ticks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `positions` (
	`tick` text NOT NULL,
	`id` text NOT NULL,
	`venue` text NOT NULL,
	`account` text NOT NULL,
	`instrument` text NOT NULL,
	`quantity` text NOT NULL,
	`mark` text NOT NULL,
	`value` text NOT NULL,
	`margin_account` text,
	`pricing` text,
	PRIMARY KEY(`tick`, `id`),
	FOREIGN KEY (`tick`) REFERENCES `ticks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `risk` (
	`tick` text PRIMARY KEY NOT NULL,
	`report` text NOT NULL,
	FOREIGN KEY (`tick`) REFERENCES `ticks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `snapshots` (
	`tick` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`data` blob NOT NULL,
	FOREIGN KEY (`tick`) REFERENCES `ticks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `ticks` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`strategy` text NOT NULL,
	`strategy_hash` text NOT NULL,
	`chain_id` integer NOT NULL,
	`account` text NOT NULL,
	`block_number` integer NOT NULL,
	`block_hash` text NOT NULL,
	`block_timestamp` integer NOT NULL,
	`snapshot_hash` text NOT NULL,
	`took_ms` real NOT NULL,
	`skipped_blocks` integer NOT NULL,
	`summary` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `ticks_strategy_at` ON `ticks` (`strategy`,`at`);--> statement-breakpoint
CREATE INDEX `ticks_at` ON `ticks` (`at`);
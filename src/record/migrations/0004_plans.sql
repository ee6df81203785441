ALTER TABLE `decisions` ADD `alternatives` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `cost` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `step` text;
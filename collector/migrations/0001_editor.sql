CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`user_id` text NOT NULL,
	`access_token` text,
	`refresh_token` text,
	`id_token` text,
	`access_token_expires_at` integer,
	`refresh_token_expires_at` integer,
	`scope` text,
	`password` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `accounts_user` ON `accounts` (`user_id`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text,
	`public_key` text NOT NULL,
	`user_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`counter` integer NOT NULL,
	`device_type` text NOT NULL,
	`backed_up` integer NOT NULL,
	`transports` text,
	`created_at` integer,
	`aaguid` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `passkeys_user` ON `passkeys` (`user_id`);--> statement-breakpoint
CREATE INDEX `passkeys_credential` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE TABLE `rate_limits` (
	`id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`count` integer NOT NULL,
	`last_request` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rate_limits_key_unique` ON `rate_limits` (`key`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`ip_address` text,
	`user_agent` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_unique` ON `sessions` (`token`);--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer NOT NULL,
	`image` text,
	`administrator` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE TABLE `verifications` (
	`id` text PRIMARY KEY NOT NULL,
	`identifier` text NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `verifications_identifier` ON `verifications` (`identifier`);--> statement-breakpoint
CREATE TABLE `installations` (
	`section_id` text NOT NULL,
	`discriminator` text NOT NULL,
	`version` integer NOT NULL,
	`host` text NOT NULL,
	`path` text NOT NULL,
	`count` integer NOT NULL,
	`first_seen_at` text NOT NULL,
	`last_seen_at` text NOT NULL,
	PRIMARY KEY(`section_id`, `discriminator`, `version`, `host`, `path`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `links` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`kind` text NOT NULL,
	`section_id` text,
	`role` text,
	`user_id` text,
	`created_by` text,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`used_at` text,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `links_hash_unique` ON `links` (`hash`);--> statement-breakpoint
CREATE INDEX `links_section` ON `links` (`section_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `members` (
	`section_id` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`created_at` text NOT NULL,
	PRIMARY KEY(`section_id`, `user_id`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `members_user` ON `members` (`user_id`);--> statement-breakpoint
CREATE TABLE `quarantine_groups` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`section_id` text NOT NULL,
	`discriminator` text NOT NULL,
	`version` integer NOT NULL,
	`signature` text NOT NULL,
	`count` integer NOT NULL,
	`held` integer NOT NULL,
	`first_received_at` text NOT NULL,
	`received_at` text NOT NULL,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quarantine_groups_key` ON `quarantine_groups` (`section_id`,`discriminator`,`version`,`signature`);--> statement-breakpoint
CREATE INDEX `quarantine_groups_recent` ON `quarantine_groups` (`section_id`,`received_at`,`seq`);--> statement-breakpoint
CREATE TABLE `retired_write_keys` (
	`key` text PRIMARY KEY NOT NULL,
	`section_id` text NOT NULL,
	`valid_until` text NOT NULL,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `rollups` (
	`section_id` text NOT NULL,
	`grain` text NOT NULL,
	`dimension` text NOT NULL,
	`at` text NOT NULL,
	`key` text NOT NULL,
	`verdict` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`section_id`, `grain`, `dimension`, `at`, `key`, `verdict`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `definition_versions` ADD `saved_by` text REFERENCES users(id) ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `sent_at` text;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `group_id` integer REFERENCES quarantine_groups(seq);--> statement-breakpoint
ALTER TABLE `quarantine` ADD `repaired_at` text;--> statement-breakpoint
CREATE INDEX `quarantine_of_group` ON `quarantine` (`group_id`,`seq`);--> statement-breakpoint
CREATE INDEX `quarantine_held` ON `quarantine` (`group_id`,`seq`) WHERE repaired_at is null;--> statement-breakpoint
CREATE INDEX `custom_events_order` ON `custom_events` (`section_id`,`seq`);--> statement-breakpoint
CREATE INDEX `custom_events_hidden` ON `custom_events` (`section_id`,`discriminator`) WHERE hidden_at is not null;--> statement-breakpoint
-- From here on by hand: what earlier versions have stored is counted as if it arrived now. Row by row where there may be millions, since
-- sorting them takes more memory than a database has.
INSERT INTO quarantine_groups (section_id, discriminator, version, signature, count, held, first_received_at, received_at)
SELECT section_id, coalesce(discriminator, ''),
  coalesce(iif(discriminator IS NULL, 0, CAST(substr(event ->> '$.version', instr(event ->> '$.version', '@') + 1) AS integer)), 0),
  (SELECT '[' || group_concat(pair, ',') || ']' FROM (
    SELECT DISTINCT json_array(value ->> 'code', coalesce(value ->> 'field', '')) AS pair FROM json_each(issues) ORDER BY pair
  )),
  count(*), count(*), min(first_received_at), max(received_at)
FROM quarantine GROUP BY 1, 2, 3, 4;
--> statement-breakpoint
UPDATE quarantine SET group_id = (
  SELECT g.seq FROM quarantine_groups g
  WHERE g.section_id = quarantine.section_id AND g.discriminator = coalesce(quarantine.discriminator, '')
    AND g.version = coalesce(
      iif(quarantine.discriminator IS NULL, 0, CAST(substr(event ->> '$.version', instr(event ->> '$.version', '@') + 1) AS integer)), 0)
    AND g.signature = (SELECT '[' || group_concat(pair, ',') || ']' FROM (
      SELECT DISTINCT json_array(value ->> 'code', coalesce(value ->> 'field', '')) AS pair FROM json_each(quarantine.issues) ORDER BY pair
    ))
);
--> statement-breakpoint
INSERT INTO rollups (section_id, grain, dimension, at, key, verdict, count)
WITH verdicts AS (
  SELECT section_id, discriminator, fields ->> 'source' AS source, received_at AS at, 'accepted' AS verdict, 1 AS count FROM events
  UNION ALL
  SELECT q.section_id, coalesce(c.discriminator, ''),
    iif(json_type(event, '$.fields.source') = 'text' AND length(event ->> '$.fields.source') BETWEEN 1 AND 255, event ->> '$.fields.source', NULL),
    iif(times.column1, q.received_at, q.first_received_at), 'rejected', iif(times.column1, q.count - 1, 1)
  FROM quarantine q JOIN (VALUES (0), (1)) times
    LEFT JOIN custom_events c ON c.section_id = q.section_id AND c.discriminator = q.discriminator
)
SELECT section_id, grain.column1, dimension.column1, substr(at, 1, grain.column2),
  CASE dimension.column1 WHEN 'all' THEN '' WHEN 'source' THEN source ELSE discriminator END, verdict, count
FROM verdicts JOIN (VALUES ('hour', 13), ('day', 10)) grain JOIN (VALUES ('all'), ('custom_event'), ('source')) dimension
WHERE count > 0 AND (dimension.column1 <> 'source' OR source IS NOT NULL)
ON CONFLICT DO UPDATE SET count = count + excluded.count;
--> statement-breakpoint
-- Paths as `placeOf` names them.
INSERT INTO installations (section_id, discriminator, version, host, path, count, first_seen_at, last_seen_at)
WITH RECURSIVE addresses AS (
  SELECT url, substr(url, instr(url, '://') + 3) AS rest FROM (SELECT DISTINCT page ->> 'url' AS url FROM events)
  WHERE url LIKE 'http://%' OR url LIKE 'https://%'
), bare AS (
  SELECT url, substr(rest, 1, min(instr(rest || '?', '?'), instr(rest || '#', '#')) - 1) AS rest FROM addresses
), places AS (
  SELECT url, lower(substr(rest, 1, instr(rest || '/', '/') - 1)) AS host, substr(rest, instr(rest || '/', '/') + 1) || '/' AS path FROM bare
), segments (url, path, segment, remaining) AS (
  SELECT url, '', substr(path, 1, instr(path, '/') - 1), substr(path, instr(path, '/') + 1) FROM places
  UNION ALL
  SELECT url, path || '/' || CASE
      WHEN segment GLOB '*[0-9][0-9][0-9][0-9]*'
        OR (length(segment) >= 12 AND segment GLOB '*[0-9]*' AND segment NOT GLOB '*[^A-Za-z0-9]*')
        OR (segment GLOB '????????-????-????-????-????????????' AND segment NOT GLOB '*[^-0-9A-Fa-f]*')
      THEN ':id' ELSE segment END,
    iif(remaining = '', NULL, substr(remaining, 1, instr(remaining, '/') - 1)), substr(remaining, instr(remaining, '/') + 1)
  FROM segments WHERE segment IS NOT NULL
), named AS MATERIALIZED (
  SELECT url, substr(host, 1, 255) AS host, substr(segments.path, 1, 200) AS path FROM segments JOIN places USING (url) WHERE segment IS NULL
)
SELECT section_id, discriminator, version, coalesce(host, ''), coalesce(path, ''), 1, received_at, received_at
FROM events LEFT JOIN named ON named.url = page ->> 'url' WHERE true
ON CONFLICT DO UPDATE SET count = count + 1, first_seen_at = min(first_seen_at, excluded.first_seen_at),
  last_seen_at = max(last_seen_at, excluded.last_seen_at);

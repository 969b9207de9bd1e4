CREATE TABLE `audit_entries` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`section_id` text NOT NULL,
	`at` text NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`object` text NOT NULL,
	`detail` text,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `audit_entries_section` ON `audit_entries` (`section_id`,`seq`);--> statement-breakpoint
CREATE TABLE `erasures` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`section_id` text NOT NULL,
	`id` text NOT NULL,
	`erased_at` text NOT NULL,
	`erased_by` text NOT NULL,
	`hashes` text NOT NULL,
	`receipt` text NOT NULL,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `erasures_id_unique` ON `erasures` (`id`);--> statement-breakpoint
CREATE INDEX `erasures_section` ON `erasures` (`section_id`,`seq`);--> statement-breakpoint
CREATE TABLE `identifications` (
	`section_id` text NOT NULL,
	`id` text NOT NULL,
	`visitor_id` text NOT NULL,
	`profile_seq` integer NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`occurred_at` text NOT NULL,
	`received_at` text NOT NULL,
	`consent` text,
	`nonce` text,
	`visitor_root` integer,
	`known_seq` integer,
	PRIMARY KEY(`section_id`, `id`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`profile_seq`) REFERENCES `profiles`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `identifications_of_profile` ON `identifications` (`profile_seq`);--> statement-breakpoint
CREATE INDEX `identifications_of_identifier` ON `identifications` (`section_id`,`kind`,`value`);--> statement-breakpoint
CREATE TABLE `identifiers` (
	`section_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`profile_seq` integer NOT NULL,
	`created_at` text NOT NULL,
	PRIMARY KEY(`section_id`, `kind`, `value`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`profile_seq`) REFERENCES `profiles`(`seq`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `identifiers_of_profile` ON `identifiers` (`profile_seq`);--> statement-breakpoint
CREATE TABLE `identity_secrets` (
	`id` text PRIMARY KEY NOT NULL,
	`section_id` text NOT NULL,
	`secret` text NOT NULL,
	`created_at` text NOT NULL,
	`valid_until` text,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `identity_secrets_section` ON `identity_secrets` (`section_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `integration_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`section_id` text NOT NULL,
	`hash` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` text NOT NULL,
	`last_used_at` text,
	`revoked_at` text,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `integration_keys_section` ON `integration_keys` (`section_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `merges` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`section_id` text NOT NULL,
	`id` text NOT NULL,
	`target_seq` integer NOT NULL,
	`source_seq` integer NOT NULL,
	`merged_at` text NOT NULL,
	`merged_by` text NOT NULL,
	`undone_at` text,
	`undone_by` text,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`target_seq`) REFERENCES `profiles`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`source_seq`) REFERENCES `profiles`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `merges_id` ON `merges` (`section_id`,`id`);--> statement-breakpoint
CREATE INDEX `merges_target` ON `merges` (`target_seq`);--> statement-breakpoint
CREATE INDEX `merges_source` ON `merges` (`source_seq`);--> statement-breakpoint
CREATE TABLE `profiles` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`section_id` text NOT NULL,
	`id` text NOT NULL,
	`merged_into` integer,
	`root` integer,
	`created_at` text NOT NULL,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`merged_into`) REFERENCES `profiles`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`root`) REFERENCES `profiles`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `profiles_id` ON `profiles` (`section_id`,`id`);--> statement-breakpoint
CREATE INDEX `profiles_root` ON `profiles` (`root`);--> statement-breakpoint
CREATE INDEX `profiles_merged_into` ON `profiles` (`merged_into`);--> statement-breakpoint
CREATE TABLE `suppressions` (
	`section_id` text NOT NULL,
	`hash` text NOT NULL,
	`erased_at` text NOT NULL,
	PRIMARY KEY(`section_id`, `hash`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `used_proofs` (
	`section_id` text NOT NULL,
	`nonce` text NOT NULL,
	`visitor_id` text NOT NULL,
	`expires_at` text NOT NULL,
	PRIMARY KEY(`section_id`, `nonce`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `used_proofs_expired` ON `used_proofs` (`expires_at`);--> statement-breakpoint
CREATE INDEX `used_proofs_of_visitor` ON `used_proofs` (`section_id`,`visitor_id`);--> statement-breakpoint
ALTER TABLE `custom_events` ADD `purpose` text DEFAULT 'necessary' NOT NULL;--> statement-breakpoint
CREATE INDEX `custom_events_retention` ON `custom_events` (`section_id`,`discriminator`) WHERE retention_years is not null;--> statement-breakpoint
ALTER TABLE `events` ADD `profile_seq` integer REFERENCES profiles(seq);--> statement-breakpoint
ALTER TABLE `events` ADD `via` text;--> statement-breakpoint
ALTER TABLE `events` ADD `consent` text;--> statement-breakpoint
CREATE INDEX `events_of_profile` ON `events` (`profile_seq`,`occurred_at`,`seq`,`discriminator`,`version`) WHERE profile_seq is not null;--> statement-breakpoint
CREATE INDEX `custom_events_operations` ON `custom_events` (`section_id`,`allowed_operations`) WHERE hidden_at is null;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `channel` text DEFAULT 'web' NOT NULL;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `subject` text;--> statement-breakpoint
CREATE INDEX `quarantine_of_subject` ON `quarantine` (`section_id`,`subject`) WHERE subject is not null;--> statement-breakpoint
ALTER TABLE `sections` ADD `visitors` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `sections` ADD `consent_start` text DEFAULT 'granted' NOT NULL;--> statement-breakpoint
ALTER TABLE `sections` ADD `honour_gpc` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `sections` ADD `require_proof` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `sections` ADD `default_country` text;--> statement-breakpoint
ALTER TABLE `sections` ADD `suppression_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
-- From here on by hand.
UPDATE sections SET suppression_key = lower(hex(randomblob(32)));
--> statement-breakpoint
-- Visitors that earlier versions have stored events of become profiles.
INSERT INTO profiles (section_id, id, created_at)
SELECT section_id, lower(hex(randomblob(10))), min(received_at) FROM events WHERE visitor_id IS NOT NULL GROUP BY section_id, visitor_id ORDER BY section_id, visitor_id;
--> statement-breakpoint
INSERT INTO identifiers (section_id, kind, value, profile_seq, created_at)
SELECT v.section_id, 'visitor', v.visitor_id, p.seq, p.created_at FROM (
  SELECT section_id, visitor_id, row_number() OVER (ORDER BY section_id, visitor_id) AS place
  FROM events WHERE visitor_id IS NOT NULL GROUP BY section_id, visitor_id
) v JOIN (SELECT seq, created_at, row_number() OVER (ORDER BY seq) AS place FROM profiles) p ON p.place = v.place;
--> statement-breakpoint
UPDATE events SET via = 'visitor', profile_seq = (
  SELECT i.profile_seq FROM identifiers i WHERE i.section_id = events.section_id AND i.kind = 'visitor' AND i.value = events.visitor_id
) WHERE visitor_id IS NOT NULL;
--> statement-breakpoint
-- Rejected events that earlier versions have kept are found when the browser that sent them is erased.
UPDATE quarantine SET subject = 'visitor:' || (event ->> '$.visitorId')
WHERE octet_length(event) <= 65536 AND json_type(event, '$.visitorId') = 'text' AND length(event ->> '$.visitorId') BETWEEN 1 AND 64;
--> statement-breakpoint
-- A group counts what is in it, and goes with its last event, whoever removes that.
CREATE TRIGGER quarantine_removed AFTER DELETE ON quarantine WHEN OLD.group_id IS NOT NULL BEGIN
  UPDATE quarantine_groups SET count = count - 1, held = held - (OLD.repaired_at IS NULL) WHERE seq = OLD.group_id;
  DELETE FROM quarantine_groups WHERE seq = OLD.group_id AND count <= 0;
END;
--> statement-breakpoint
-- Row by row, so that what one identification does is seen by the next one of the same request. Nothing here climbs a tree: roots are kept.
CREATE TRIGGER identifications_link AFTER INSERT ON identifications BEGIN
  UPDATE identifications SET
    visitor_root = (SELECT coalesce(root, seq) FROM profiles WHERE seq = NEW.profile_seq),
    known_seq = (SELECT profile_seq FROM identifiers WHERE section_id = NEW.section_id AND kind = NEW.kind AND value = NEW.value)
  WHERE section_id = NEW.section_id AND id = NEW.id;
  -- Nobody is known of the visitor yet: its profile goes into the one that is known. That one cannot be a part of it, or it would be known.
  UPDATE profiles SET
    merged_into = iif(profiles.root IS NULL, i.known_seq, profiles.merged_into),
    root = (SELECT coalesce(known.root, known.seq) FROM profiles known WHERE known.seq = i.known_seq)
  FROM identifications i
  WHERE i.section_id = NEW.section_id AND i.id = NEW.id AND i.known_seq IS NOT NULL
    AND (profiles.seq = i.visitor_root OR profiles.root = i.visitor_root)
    AND NOT EXISTS (
      SELECT 1 FROM profiles part JOIN identifiers own ON own.profile_seq = part.seq
      WHERE (part.seq = i.visitor_root OR part.root = i.visitor_root) AND own.kind <> 'visitor'
    );
  -- Nobody has the identifier yet: the visitor's profile gets it, unless it has another of the kind, which is somebody else's.
  INSERT INTO identifiers (section_id, kind, value, profile_seq, created_at)
  SELECT NEW.section_id, NEW.kind, NEW.value, NEW.profile_seq, NEW.received_at FROM identifications i
  WHERE i.section_id = NEW.section_id AND i.id = NEW.id AND i.known_seq IS NULL AND NOT EXISTS (
    SELECT 1 FROM profiles part JOIN identifiers own ON own.profile_seq = part.seq
    WHERE (part.seq = i.visitor_root OR part.root = i.visitor_root) AND own.kind = NEW.kind
  );
END;

/**
 * Migrations of the index, in order; `PRAGMA user_version` counts how many were applied. A migration
 * that has been released is never changed, only followed by another.
 */
export const migrations: ReadonlyArray<string> = [
  `
  CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) WITHOUT ROWID;

  -- A layer's entries are stored in several short transactions; until the last one it is not
  -- complete and belongs to the process that is writing it.
  CREATE TABLE layers (
    layer_id INTEGER PRIMARY KEY AUTOINCREMENT,
    diff_id TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    content_bytes INTEGER NOT NULL DEFAULT 0,
    entry_count INTEGER NOT NULL DEFAULT 0,
    whiteout_count INTEGER NOT NULL DEFAULT 0,
    complete INTEGER NOT NULL DEFAULT 0,
    owner_pid INTEGER NOT NULL,
    owner_ticks INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX layers_by_diff_id ON layers (diff_id) WHERE complete = 1;
  CREATE INDEX layers_incomplete ON layers (layer_id) WHERE complete = 0;

  -- Folders that have something in them; folder_id is layer_id * 2^32 + a number from 1 (0 stands
  -- for what the root's own entry lies in). 'implied' ones have no entry of their own. content_bytes
  -- is the sum of all files below.
  CREATE TABLE folders (
    folder_id INTEGER PRIMARY KEY,
    layer_id INTEGER NOT NULL REFERENCES layers (layer_id),
    parent_id INTEGER,
    path NOT NULL,
    implied INTEGER NOT NULL,
    content_bytes INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX folders_by_path ON folders (layer_id, path);
  CREATE INDEX folders_by_parent ON folders (parent_id);

  -- entry_id is layer_id * 2^32 + position in the tar: a layer's entries lie together, in order.
  -- Names and links are text, or bytes when they are no valid UTF-8.
  CREATE TABLE entries (
    entry_id INTEGER PRIMARY KEY,
    folder_id INTEGER NOT NULL,
    name NOT NULL,
    kind INTEGER NOT NULL,
    mode INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    gid INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    mtime_seconds INTEGER NOT NULL,
    mtime_nanos INTEGER NOT NULL,
    link,
    digest TEXT,
    data_offset INTEGER,
    extra TEXT
  );
  CREATE INDEX entries_by_name ON entries (folder_id, name);

  CREATE TABLE images (
    image_id TEXT PRIMARY KEY,
    manifest_digest TEXT NOT NULL,
    manifest TEXT NOT NULL,
    config BLOB NOT NULL,
    summary TEXT NOT NULL,
    architecture TEXT NOT NULL,
    os TEXT NOT NULL,
    created_at TEXT NOT NULL,
    added_seq INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX images_by_manifest ON images (manifest_digest);
  CREATE INDEX images_by_age ON images (added_seq);

  CREATE TABLE image_layers (
    image_id TEXT NOT NULL REFERENCES images (image_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    diff_id TEXT NOT NULL,
    PRIMARY KEY (image_id, position)
  ) WITHOUT ROWID;
  CREATE INDEX image_layers_by_diff_id ON image_layers (diff_id);

  CREATE TABLE tags (
    name TEXT PRIMARY KEY,
    image_id TEXT NOT NULL REFERENCES images (image_id) ON DELETE CASCADE
  ) WITHOUT ROWID;
  CREATE INDEX tags_by_image ON tags (image_id);

  -- diff_ids: the layers the container stands on, kept even when its image is removed.
  CREATE TABLE containers (
    container_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    image_id TEXT NOT NULL,
    image_name TEXT NOT NULL,
    options TEXT NOT NULL,
    diff_ids TEXT NOT NULL,
    state TEXT NOT NULL,
    pid INTEGER,
    pid_start_ticks INTEGER,
    exit_code INTEGER,
    created_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    error TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX containers_by_image ON containers (image_id);

  CREATE TABLE cache_records (
    cache_key TEXT PRIMARY KEY,
    diff_id TEXT,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    used_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX cache_records_by_use ON cache_records (used_at);
  CREATE INDEX cache_records_by_layer ON cache_records (diff_id);

  CREATE TABLE file_digests (
    path PRIMARY KEY,
    inode INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    digest TEXT NOT NULL,
    used_day INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE jobs (
    job_id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    owner_pid INTEGER NOT NULL,
    owner_ticks INTEGER NOT NULL,
    job TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX jobs_by_age ON jobs (created_at);
  CREATE INDEX jobs_open ON jobs (job_id) WHERE state IN ('queued', 'running');

  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) WITHOUT ROWID;

  -- expires_at (milliseconds since 1970) is set on the leases that writing a blob takes by itself.
  CREATE TABLE leases (
    lease_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    owner_pid INTEGER NOT NULL,
    owner_ticks INTEGER NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (lease_id, digest)
  ) WITHOUT ROWID;
  CREATE INDEX leases_by_digest ON leases (digest);
  CREATE INDEX leases_by_owner ON leases (owner_pid, owner_ticks);
  `,
  `
  -- Compressed forms of layers that registries have or had: they are not kept here, but a layer that is
  -- known by its compressed digest need not be compressed to ask whether a registry has it.
  CREATE TABLE layer_blobs (
    digest TEXT PRIMARY KEY,
    diff_id TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    compression TEXT NOT NULL,
    made_here INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX layer_blobs_by_diff_id ON layer_blobs (diff_id);

  -- Repositories in which a blob was seen: what a push can mount from.
  CREATE TABLE blob_sources (
    digest TEXT NOT NULL,
    registry TEXT NOT NULL,
    repository TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (digest, registry, repository)
  ) WITHOUT ROWID;

  -- The manifests under which an image was pulled, byte for byte.
  CREATE TABLE image_manifests (
    image_id TEXT NOT NULL REFERENCES images (image_id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (image_id, digest)
  ) WITHOUT ROWID;

  -- repository@digest names of an image, of the manifest or of the index it was chosen from.
  CREATE TABLE image_digests (
    image_id TEXT NOT NULL REFERENCES images (image_id) ON DELETE CASCADE,
    repository TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (image_id, repository, digest)
  ) WITHOUT ROWID;
  CREATE INDEX image_digests_by_digest ON image_digests (digest);

  -- Lists of images for several platforms that are being put together, before they are pushed.
  CREATE TABLE manifest_lists (
    name TEXT PRIMARY KEY,
    content TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- A volume's data lies in darkroom/volumes/<name>/_data. One that a container, even a stopped one,
  -- uses cannot be removed: the last row of its uses goes with the container.
  CREATE TABLE volumes (
    name TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    labels TEXT NOT NULL,
    anonymous INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE volume_uses (
    volume_name TEXT NOT NULL REFERENCES volumes (name),
    container_id TEXT NOT NULL REFERENCES containers (container_id) ON DELETE CASCADE,
    PRIMARY KEY (volume_name, container_id)
  ) WITHOUT ROWID;
  CREATE INDEX volume_uses_by_container ON volume_uses (container_id);
  `,
  `
  CREATE TABLE build_parameters (
    context_path TEXT PRIMARY KEY,
    parameters TEXT NOT NULL,
    used_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- What snapshots leave out. scope: global, image, container; subject: a name, '' for global. rule_id
  -- gives their order, in which later ones win.
  CREATE TABLE exclusion_rules (
    rule_id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    pattern TEXT NOT NULL,
    UNIQUE (scope, subject, pattern)
  );

  CREATE TABLE secret_allowances (
    pattern TEXT NOT NULL,
    rule TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (pattern, rule)
  ) WITHOUT ROWID;

  -- What was found in a layer when it was made, as JSON: a cached build step is judged like a fresh one.
  CREATE TABLE layer_secrets (
    diff_id TEXT PRIMARY KEY,
    findings TEXT NOT NULL
  ) WITHOUT ROWID;

  -- Where images of snapshots come from: kept with the image, not with the container.
  CREATE TABLE snapshots (
    image_id TEXT PRIMARY KEY REFERENCES images (image_id) ON DELETE CASCADE,
    container_id TEXT NOT NULL,
    container_name TEXT NOT NULL,
    parent_image_id TEXT NOT NULL,
    parent_image_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    author TEXT NOT NULL,
    message TEXT NOT NULL,
    size_bytes INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX snapshots_by_container ON snapshots (container_id);
  CREATE INDEX snapshots_by_parent ON snapshots (parent_image_id);
  `,
  `
  -- Snapshots of containers of other engines, by the engine's name. Their images lie there.
  CREATE TABLE engine_snapshots (
    engine TEXT NOT NULL,
    image_id TEXT NOT NULL,
    container_id TEXT NOT NULL,
    container_name TEXT NOT NULL,
    parent_image_id TEXT NOT NULL,
    parent_image_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    author TEXT NOT NULL,
    message TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    PRIMARY KEY (engine, image_id)
  ) WITHOUT ROWID;
  `,
  `
  -- What happened to containers, images and volumes, for whoever asks later or follows.
  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    time_us INTEGER NOT NULL,
    type TEXT NOT NULL,
    action TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    attributes TEXT NOT NULL
  );
  `,
];

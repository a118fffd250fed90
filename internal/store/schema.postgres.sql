-- What the migrations make on postgres. Made by: go test ./internal/store -run Schema -update

CREATE TABLE access_norm (
    code text NOT NULL,
    name text NOT NULL,
    counts text NOT NULL,
    discipline text NOT NULL,
    days bigint NOT NULL,
    working bigint NOT NULL,
    share double precision NOT NULL,
    source text NOT NULL,
    since bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT access_norm_position_key UNIQUE ("position"),
    CONSTRAINT access_norm_pkey PRIMARY KEY (code),
    CONSTRAINT access_norm_days CHECK ((days > 0)),
    CONSTRAINT access_norm_share CHECK (((share > (0)::double precision) AND (share <= (1)::double precision))),
    CONSTRAINT access_norm_working CHECK ((working = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE accessibility (
    code text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT accessibility_position_key UNIQUE ("position"),
    CONSTRAINT accessibility_pkey PRIMARY KEY (code)
);

CREATE TABLE approval (
    id text NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    payload text NOT NULL,
    says text NOT NULL,
    same text NOT NULL,
    proposer text NOT NULL,
    at bigint NOT NULL,
    until bigint NOT NULL,
    state text NOT NULL,
    decider text NOT NULL,
    decided_at bigint,
    CONSTRAINT approval_pkey PRIMARY KEY (id),
    CONSTRAINT approval_decided CHECK (((state = ANY (ARRAY['done'::text, 'rejected'::text])) = (decided_at IS NOT NULL))),
    CONSTRAINT approval_state CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'rejected'::text, 'expired'::text]))),
    CONSTRAINT approval_two_people CHECK (((state <> 'done'::text) OR ((decider <> ''::text) AND (decider <> proposer))))
);
CREATE INDEX approval_waiting ON public.approval USING btree (until) WHERE (state = 'waiting'::text);
CREATE UNIQUE INDEX approval_waiting_once ON public.approval USING btree (same) WHERE (state = 'waiting'::text);

CREATE TABLE area (
    code text NOT NULL,
    year bigint NOT NULL,
    batch bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    folded text NOT NULL,
    parent text NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    digest text NOT NULL,
    CONSTRAINT area_pkey PRIMARY KEY (code, year, batch),
    CONSTRAINT area_kind CHECK ((kind = ANY (ARRAY['gemeente'::text, 'wijk'::text, 'buurt'::text])))
);
CREATE INDEX area_by_batch ON public.area USING btree (batch);
CREATE INDEX area_by_kind ON public.area USING btree (kind, year, code, batch);
CREATE INDEX area_by_name ON public.area USING btree (folded);
CREATE INDEX area_by_parent ON public.area USING btree (parent, year);
CREATE INDEX area_by_year ON public.area USING btree (year, batch);

CREATE TABLE area_count (
    code text NOT NULL,
    year bigint NOT NULL,
    batch bigint NOT NULL,
    population bigint,
    digest text NOT NULL,
    CONSTRAINT area_count_pkey PRIMARY KEY (code, year, batch),
    CONSTRAINT area_count_population CHECK ((population >= 0))
);
CREATE INDEX area_count_by_batch ON public.area_count USING btree (batch);
CREATE INDEX area_count_by_year ON public.area_count USING btree (year, code, batch, population);

CREATE TABLE area_figure (
    batch bigint NOT NULL,
    code text NOT NULL,
    year bigint NOT NULL,
    figure text NOT NULL,
    value double precision NOT NULL,
    CONSTRAINT area_figure_pkey PRIMARY KEY (batch, code, year, figure),
    CONSTRAINT area_figure_figure_fkey FOREIGN KEY (figure) REFERENCES key_figure(code)
);

CREATE TABLE area_shape (
    batch bigint NOT NULL,
    code text NOT NULL,
    year bigint NOT NULL,
    min_lat double precision NOT NULL,
    min_lon double precision NOT NULL,
    max_lat double precision NOT NULL,
    max_lon double precision NOT NULL,
    wkb bytea NOT NULL,
    CONSTRAINT area_shape_pkey PRIMARY KEY (batch, code, year)
);

CREATE TABLE boundary (
    id text NOT NULL,
    batch bigint NOT NULL,
    kind text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    CONSTRAINT boundary_pkey PRIMARY KEY (id, batch),
    CONSTRAINT boundary_kind_fkey FOREIGN KEY (kind) REFERENCES boundary_kind(code)
);
CREATE INDEX boundary_by_batch ON public.boundary USING btree (batch);
CREATE INDEX boundary_by_kind ON public.boundary USING btree (kind);

CREATE TABLE boundary_area (
    kind text NOT NULL,
    area text NOT NULL,
    from_at bigint NOT NULL,
    batch bigint NOT NULL,
    boundary text NOT NULL,
    until_at bigint,
    CONSTRAINT boundary_area_pkey PRIMARY KEY (kind, area, from_at, batch),
    CONSTRAINT boundary_area_kind_fkey FOREIGN KEY (kind) REFERENCES boundary_kind(code),
    CONSTRAINT boundary_area_ends_later CHECK ((until_at > from_at))
);
CREATE INDEX boundary_area_by_batch ON public.boundary_area USING btree (batch);
CREATE INDEX boundary_area_by_boundary ON public.boundary_area USING btree (boundary);

CREATE TABLE boundary_kind (
    code text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT boundary_kind_position_key UNIQUE ("position"),
    CONSTRAINT boundary_kind_pkey PRIMARY KEY (code)
);

CREATE TABLE bridging_rule (
    id text NOT NULL,
    region text NOT NULL,
    kind text NOT NULL,
    urgency text NOT NULL,
    organization text NOT NULL,
    what text NOT NULL,
    days bigint NOT NULL,
    paid text NOT NULL,
    since_at bigint NOT NULL,
    until_at bigint,
    CONSTRAINT bridging_rule_pkey PRIMARY KEY (id),
    CONSTRAINT bridging_rule_region_fkey FOREIGN KEY (region) REFERENCES region(id),
    CONSTRAINT bridging_rule_days CHECK (((days >= 1) AND (days <= 365))),
    CONSTRAINT bridging_rule_organization CHECK ((organization <> ''::text)),
    CONSTRAINT bridging_rule_until CHECK (((until_at IS NULL) OR (until_at >= since_at)))
);
CREATE UNIQUE INDEX bridging_rule_now ON public.bridging_rule USING btree (region, kind, urgency) WHERE (until_at IS NULL);

CREATE TABLE capacity_kind (
    code text NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    unit_one text NOT NULL,
    live_seconds bigint NOT NULL,
    stale_seconds bigint NOT NULL,
    acute bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT capacity_kind_position_key UNIQUE ("position"),
    CONSTRAINT capacity_kind_pkey PRIMARY KEY (code),
    CONSTRAINT capacity_kind_acute CHECK ((acute = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT capacity_kind_rhythm CHECK (((live_seconds > 0) AND (stale_seconds > live_seconds)))
);

CREATE TABLE capacity_kind_item (
    kind text NOT NULL,
    item text NOT NULL,
    CONSTRAINT capacity_kind_item_pkey PRIMARY KEY (kind, item),
    CONSTRAINT capacity_kind_item_item_fkey FOREIGN KEY (item) REFERENCES data_item(code),
    CONSTRAINT capacity_kind_item_kind_fkey FOREIGN KEY (kind) REFERENCES capacity_kind(code)
);

CREATE TABLE capacity_proof (
    key text NOT NULL,
    offer text NOT NULL,
    region text NOT NULL,
    predicted double precision NOT NULL,
    came_true bigint NOT NULL,
    proved_at bigint NOT NULL,
    CONSTRAINT capacity_proof_pkey PRIMARY KEY (key),
    CONSTRAINT capacity_proof_offer_fkey FOREIGN KEY (offer) REFERENCES offer(id),
    CONSTRAINT capacity_proof_came_true CHECK ((came_true = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT capacity_proof_predicted CHECK (((predicted >= (0)::double precision) AND (predicted <= (1)::double precision)))
);
CREATE INDEX capacity_proof_by_region ON public.capacity_proof USING btree (region, proved_at);

CREATE TABLE client (
    id text NOT NULL,
    name text NOT NULL,
    organization text NOT NULL,
    region text NOT NULL,
    scopes text NOT NULL,
    jwks text NOT NULL,
    jwks_url text NOT NULL,
    state text NOT NULL,
    made_at bigint NOT NULL,
    ended_at bigint,
    used_at bigint,
    CONSTRAINT client_pkey PRIMARY KEY (id),
    CONSTRAINT client_ended CHECK (((state = 'ended'::text) = (ended_at IS NOT NULL))),
    CONSTRAINT client_keys CHECK (((jwks = ''::text) <> (jwks_url = ''::text))),
    CONSTRAINT client_state CHECK ((state = ANY (ARRAY['active'::text, 'ended'::text])))
);

CREATE TABLE client_assertion (
    client text NOT NULL,
    jti text NOT NULL,
    until_at bigint NOT NULL,
    CONSTRAINT client_assertion_pkey PRIMARY KEY (client, jti),
    CONSTRAINT client_assertion_client_fkey FOREIGN KEY (client) REFERENCES client(id)
);
CREATE INDEX client_assertion_until ON public.client_assertion USING btree (until_at);

CREATE TABLE client_token (
    fingerprint text NOT NULL,
    client text NOT NULL,
    scopes text NOT NULL,
    until_at bigint NOT NULL,
    CONSTRAINT client_token_pkey PRIMARY KEY (fingerprint),
    CONSTRAINT client_token_client_fkey FOREIGN KEY (client) REFERENCES client(id)
);
CREATE INDEX client_token_by_client ON public.client_token USING btree (client);
CREATE INDEX client_token_until ON public.client_token USING btree (until_at);

CREATE TABLE contact (
    id text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    wijkverband text NOT NULL,
    discipline text NOT NULL,
    person text NOT NULL,
    organization text NOT NULL,
    function text NOT NULL,
    phone text NOT NULL,
    email text NOT NULL,
    hours text NOT NULL,
    remarks text NOT NULL,
    show_name bigint NOT NULL,
    CONSTRAINT contact_pkey PRIMARY KEY (id, from_at),
    CONSTRAINT contact_discipline_fkey FOREIGN KEY (discipline) REFERENCES discipline(code),
    CONSTRAINT contact_wijkverband_fkey FOREIGN KEY (wijkverband) REFERENCES wijkverband(id),
    CONSTRAINT contact_ends_later CHECK ((until_at > from_at)),
    CONSTRAINT contact_show_name CHECK ((show_name = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);
CREATE INDEX contact_by_discipline ON public.contact USING btree (discipline, wijkverband);
CREATE INDEX contact_by_wijkverband ON public.contact USING btree (wijkverband, discipline);

CREATE TABLE data_item (
    code text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT data_item_position_key UNIQUE ("position"),
    CONSTRAINT data_item_pkey PRIMARY KEY (code)
);

CREATE TABLE data_item_answer (
    item text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT data_item_answer_position UNIQUE (item, "position"),
    CONSTRAINT data_item_answer_pkey PRIMARY KEY (item, code),
    CONSTRAINT data_item_answer_item_fkey FOREIGN KEY (item) REFERENCES data_item(code)
);

CREATE TABLE decline_reason (
    code text NOT NULL,
    name text NOT NULL,
    no_room bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT decline_reason_position_key UNIQUE ("position"),
    CONSTRAINT decline_reason_pkey PRIMARY KEY (code),
    CONSTRAINT decline_reason_no_room CHECK ((no_room = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE desk_note (
    id text NOT NULL,
    region text NOT NULL,
    person text NOT NULL,
    at bigint NOT NULL,
    words text NOT NULL,
    CONSTRAINT desk_note_pkey PRIMARY KEY (id),
    CONSTRAINT desk_note_region_fkey FOREIGN KEY (region) REFERENCES region(id)
);
CREATE INDEX desk_note_by_region ON public.desk_note USING btree (region, at);

CREATE TABLE discipline (
    code text NOT NULL,
    name text NOT NULL,
    part text NOT NULL,
    core bigint NOT NULL,
    plain text NOT NULL,
    uzi_roles text NOT NULL,
    organization_types text NOT NULL,
    sbi text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT discipline_position_key UNIQUE ("position"),
    CONSTRAINT discipline_pkey PRIMARY KEY (code),
    CONSTRAINT discipline_core CHECK ((core = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT discipline_part CHECK ((part = ANY (ARRAY['primary'::text, 'social'::text, 'wider'::text, 'adjacent'::text])))
);

CREATE TABLE import_batch (
    id bigint NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    checksum text NOT NULL,
    state text NOT NULL,
    opened_at bigint NOT NULL,
    alive_at bigint NOT NULL,
    ended_at bigint,
    counts text NOT NULL,
    CONSTRAINT import_batch_pkey PRIMARY KEY (id),
    CONSTRAINT import_batch_state CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'dropped'::text])))
);

CREATE TABLE installation (
    name text NOT NULL,
    value text NOT NULL,
    CONSTRAINT installation_pkey PRIMARY KEY (name)
);

CREATE TABLE invitation (
    id text NOT NULL,
    kind text NOT NULL,
    person text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    organization text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    discipline text NOT NULL,
    by_person text NOT NULL,
    made_at bigint NOT NULL,
    until_at bigint NOT NULL,
    state text NOT NULL,
    ended_at bigint,
    CONSTRAINT invitation_pkey PRIMARY KEY (id),
    CONSTRAINT invitation_kind CHECK ((kind = ANY (ARRAY['new'::text, 'recovery'::text]))),
    CONSTRAINT invitation_state CHECK ((state = ANY (ARRAY['proposed'::text, 'open'::text, 'accepted'::text, 'withdrawn'::text])))
);
CREATE INDEX invitation_by_person ON public.invitation USING btree (person);
CREATE INDEX invitation_open ON public.invitation USING btree (until_at) WHERE (state = 'open'::text);

CREATE TABLE job (
    id text NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    run_at bigint NOT NULL,
    lease_until bigint NOT NULL,
    attempts bigint NOT NULL,
    payload text NOT NULL,
    state text NOT NULL,
    problem text NOT NULL,
    CONSTRAINT job_kind_key_key UNIQUE (kind, key),
    CONSTRAINT job_pkey PRIMARY KEY (id),
    CONSTRAINT job_state CHECK ((state = ANY (ARRAY['waiting'::text, 'failed'::text])))
);
CREATE INDEX job_due ON public.job USING btree (state, run_at);

CREATE TABLE kept_answer (
    actor text NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    asked text NOT NULL,
    made_at bigint NOT NULL,
    status bigint NOT NULL,
    answer text NOT NULL,
    CONSTRAINT kept_answer_pkey PRIMARY KEY (actor, route, key)
);
CREATE INDEX kept_answer_made_at ON public.kept_answer USING btree (made_at);

CREATE TABLE key_figure (
    code text NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    source text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT key_figure_position_key UNIQUE ("position"),
    CONSTRAINT key_figure_pkey PRIMARY KEY (code)
);

CREATE TABLE language (
    code text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT language_position_key UNIQUE ("position"),
    CONSTRAINT language_pkey PRIMARY KEY (code)
);

CREATE TABLE ledger_entry (
    id text NOT NULL,
    at bigint NOT NULL,
    person text NOT NULL,
    organization text NOT NULL,
    role text NOT NULL,
    on_behalf_of text NOT NULL,
    act text NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    policy text NOT NULL,
    region text NOT NULL,
    area text NOT NULL,
    trace text NOT NULL,
    change text NOT NULL,
    name text NOT NULL DEFAULT ''::text,
    sort text NOT NULL DEFAULT ''::text,
    session text NOT NULL DEFAULT ''::text,
    assurance bigint NOT NULL DEFAULT 0,
    via text NOT NULL DEFAULT ''::text,
    origin text NOT NULL DEFAULT ''::text,
    purpose text NOT NULL DEFAULT ''::text,
    relation text NOT NULL DEFAULT ''::text,
    consent text NOT NULL DEFAULT ''::text,
    emergency bigint NOT NULL DEFAULT 0,
    source text NOT NULL DEFAULT ''::text,
    found bigint,
    CONSTRAINT ledger_entry_pkey PRIMARY KEY (id),
    CONSTRAINT ledger_entry_emergency CHECK ((emergency = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT ledger_entry_outcome CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text, 'failed'::text]))),
    CONSTRAINT ledger_entry_sort CHECK ((sort = ANY (ARRAY[''::text, 'C'::text, 'R'::text, 'U'::text, 'D'::text, 'E'::text])))
);
CREATE INDEX ledger_entry_by_person ON public.ledger_entry USING btree (person, at, id);
CREATE INDEX ledger_entry_by_time ON public.ledger_entry USING btree (at, id);

CREATE TABLE ledger_export (
    id text NOT NULL,
    person text NOT NULL,
    since bigint NOT NULL,
    before bigint NOT NULL,
    until bigint NOT NULL,
    CONSTRAINT ledger_export_pkey PRIMARY KEY (id)
);

CREATE TABLE ledger_leaves (
    seal bigint NOT NULL,
    hashes bytea NOT NULL,
    CONSTRAINT ledger_leaves_pkey PRIMARY KEY (seal)
);

CREATE TABLE ledger_name (
    id text NOT NULL,
    person text NOT NULL,
    fingerprint text,
    sealed bytea,
    CONSTRAINT ledger_name_person_fingerprint_key UNIQUE (person, fingerprint),
    CONSTRAINT ledger_name_pkey PRIMARY KEY (id)
);

CREATE TABLE ledger_pending (
    entry text NOT NULL,
    CONSTRAINT ledger_pending_pkey PRIMARY KEY (entry),
    CONSTRAINT ledger_pending_entry_fkey FOREIGN KEY (entry) REFERENCES ledger_entry(id)
);

CREATE TABLE ledger_published (
    target text NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT ledger_published_pkey PRIMARY KEY (target)
);

CREATE TABLE ledger_removed (
    seq bigint NOT NULL,
    at bigint NOT NULL,
    sort text NOT NULL,
    region text NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT ledger_removed_pkey PRIMARY KEY (seq)
);

CREATE TABLE ledger_retention (
    sort text NOT NULL,
    region text NOT NULL,
    days bigint NOT NULL,
    CONSTRAINT ledger_retention_pkey PRIMARY KEY (sort, region),
    CONSTRAINT ledger_retention_days CHECK ((days >= 1827))
);

CREATE TABLE ledger_seal (
    number bigint NOT NULL,
    at bigint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    root bytea NOT NULL,
    former bytea NOT NULL,
    key_id text NOT NULL,
    public_key bytea NOT NULL,
    signature bytea NOT NULL,
    CONSTRAINT ledger_seal_pkey PRIMARY KEY (number),
    CONSTRAINT ledger_seal_range CHECK ((first <= last))
);

CREATE TABLE ledger_seq (
    seq bigint NOT NULL,
    entry text NOT NULL,
    CONSTRAINT ledger_seq_entry_key UNIQUE (entry),
    CONSTRAINT ledger_seq_pkey PRIMARY KEY (seq),
    CONSTRAINT ledger_seq_entry_fkey FOREIGN KEY (entry) REFERENCES ledger_entry(id)
);

CREATE TABLE ledger_subject (
    entry text NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    CONSTRAINT ledger_subject_pkey PRIMARY KEY (entry, subject_type, subject_id),
    CONSTRAINT ledger_subject_entry_fkey FOREIGN KEY (entry) REFERENCES ledger_entry(id)
);
CREATE INDEX ledger_subject_by_thing ON public.ledger_subject USING btree (subject_type, subject_id, entry);

CREATE TABLE link (
    id text NOT NULL,
    fingerprint text NOT NULL,
    act text NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    organization text NOT NULL,
    region text NOT NULL,
    person text NOT NULL,
    note text NOT NULL,
    made_at bigint NOT NULL,
    until_at bigint NOT NULL,
    used_at bigint,
    CONSTRAINT link_fingerprint_key UNIQUE (fingerprint),
    CONSTRAINT link_pkey PRIMARY KEY (id),
    CONSTRAINT link_until CHECK ((until_at >= made_at))
);
CREATE INDEX link_by_thing ON public.link USING btree (subject_id, act) WHERE (used_at IS NULL);

CREATE TABLE login (
    id text NOT NULL,
    person text NOT NULL,
    issuer text NOT NULL,
    claim text NOT NULL,
    value text NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT login_issuer_claim_value_key UNIQUE (issuer, claim, value),
    CONSTRAINT login_pkey PRIMARY KEY (id)
);
CREATE INDEX login_by_person ON public.login USING btree (person);

CREATE TABLE login_message (
    issuer text NOT NULL,
    jti text NOT NULL,
    until_at bigint NOT NULL,
    CONSTRAINT login_message_pkey PRIMARY KEY (issuer, jti)
);

CREATE TABLE membership_lock (
    id text NOT NULL,
    CONSTRAINT membership_lock_pkey PRIMARY KEY (id)
);

CREATE TABLE minimal_task (
    code text NOT NULL,
    owner text NOT NULL,
    name text NOT NULL,
    plain text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT minimal_task_position_key UNIQUE ("position"),
    CONSTRAINT minimal_task_pkey PRIMARY KEY (code),
    CONSTRAINT minimal_task_owner CHECK ((owner = ANY (ARRAY['resv'::text, 'wijkverband'::text])))
);

CREATE TABLE network_edit (
    kind text NOT NULL,
    thing text NOT NULL,
    version bigint NOT NULL,
    owner text NOT NULL,
    at bigint NOT NULL,
    person text NOT NULL,
    role text NOT NULL,
    ended bigint NOT NULL,
    body text NOT NULL,
    CONSTRAINT network_edit_pkey PRIMARY KEY (kind, thing, version),
    CONSTRAINT network_edit_ended CHECK ((ended = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT network_edit_kind CHECK ((kind = ANY (ARRAY['region'::text, 'wijkverband'::text, 'contact'::text, 'task'::text, 'organization'::text, 'person'::text]))),
    CONSTRAINT network_edit_version CHECK ((version >= 0))
);
CREATE INDEX network_edit_by_owner ON public.network_edit USING btree (owner, at);

CREATE TABLE nursing_coordination (
    wijkverband text NOT NULL,
    practice text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    team text NOT NULL,
    model text NOT NULL,
    phone text NOT NULL,
    CONSTRAINT nursing_coordination_pkey PRIMARY KEY (wijkverband, practice, from_at),
    CONSTRAINT nursing_coordination_wijkverband_fkey FOREIGN KEY (wijkverband) REFERENCES wijkverband(id)
);

CREATE TABLE observation (
    offer text NOT NULL,
    observed_at bigint NOT NULL,
    number bigint NOT NULL,
    told_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    available bigint NOT NULL,
    accepting text NOT NULL,
    waiting_days bigint,
    valid_until bigint,
    source text NOT NULL,
    via text NOT NULL,
    by_person text NOT NULL,
    seconds bigint NOT NULL,
    CONSTRAINT observation_pkey PRIMARY KEY (offer, observed_at, number),
    CONSTRAINT observation_offer_fkey FOREIGN KEY (offer) REFERENCES offer(id),
    CONSTRAINT observation_accepting CHECK ((accepting = ANY (ARRAY['open'::text, 'limited'::text, 'closed'::text]))),
    CONSTRAINT observation_available CHECK ((available >= 0)),
    CONSTRAINT observation_number CHECK ((number > 0)),
    CONSTRAINT observation_seconds CHECK (((seconds >= 0) AND (seconds <= 600))),
    CONSTRAINT observation_source CHECK ((source = ANY (ARRAY['person'::text, 'system'::text, 'derived'::text]))),
    CONSTRAINT observation_waiting_days CHECK ((waiting_days >= 0))
);

CREATE TABLE offer (
    id text NOT NULL,
    service text NOT NULL,
    kind text NOT NULL,
    organization text NOT NULL,
    region text NOT NULL,
    area text NOT NULL,
    total bigint NOT NULL,
    assessment bigint NOT NULL,
    live_seconds bigint,
    stale_seconds bigint,
    most_invitations bigint NOT NULL,
    made_at bigint NOT NULL,
    ended_at bigint,
    version bigint NOT NULL,
    number bigint NOT NULL,
    available bigint NOT NULL,
    accepting text NOT NULL,
    waiting_days bigint,
    observed_at bigint,
    told_at bigint,
    valid_until bigint,
    source text NOT NULL,
    said bigint NOT NULL,
    came_true bigint NOT NULL,
    went bigint NOT NULL,
    watched bigint NOT NULL,
    sure double precision NOT NULL,
    wait_p50 bigint,
    wait_p90 bigint,
    wait_p50_least bigint,
    wait_p90_least bigint,
    wait_n bigint,
    wait_waiting bigint,
    wait_at bigint,
    asked_at bigint,
    asked_times bigint NOT NULL,
    CONSTRAINT offer_pkey PRIMARY KEY (id),
    CONSTRAINT offer_kind_fkey FOREIGN KEY (kind) REFERENCES capacity_kind(code),
    CONSTRAINT offer_service_fkey FOREIGN KEY (service) REFERENCES service(id),
    CONSTRAINT offer_accepting CHECK ((accepting = ANY (ARRAY[''::text, 'open'::text, 'limited'::text, 'closed'::text]))),
    CONSTRAINT offer_asked_times CHECK ((asked_times >= 0)),
    CONSTRAINT offer_assessment CHECK ((assessment = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT offer_available CHECK ((available >= 0)),
    CONSTRAINT offer_came_true CHECK (((came_true >= 0) AND (came_true <= said))),
    CONSTRAINT offer_most_invitations CHECK ((most_invitations > 0)),
    CONSTRAINT offer_newest_version CHECK ((version > 0)),
    CONSTRAINT offer_number CHECK ((number >= 0)),
    CONSTRAINT offer_rhythm CHECK ((((live_seconds IS NULL) = (stale_seconds IS NULL)) AND ((live_seconds IS NULL) OR ((live_seconds > 0) AND (stale_seconds > live_seconds))))),
    CONSTRAINT offer_said CHECK ((said >= 0)),
    CONSTRAINT offer_source CHECK ((source = ANY (ARRAY[''::text, 'person'::text, 'system'::text, 'derived'::text]))),
    CONSTRAINT offer_sure CHECK ((sure >= (0)::double precision)),
    CONSTRAINT offer_told CHECK ((((observed_at IS NULL) = (number = 0)) AND ((observed_at IS NULL) = (told_at IS NULL)) AND ((observed_at IS NULL) = (accepting = ''::text)) AND ((observed_at IS NULL) = (source = ''::text)))),
    CONSTRAINT offer_total CHECK ((total >= 0)),
    CONSTRAINT offer_wait CHECK ((((wait_at IS NULL) = (wait_p50 IS NULL)) AND ((wait_at IS NULL) = (wait_p90 IS NULL)) AND ((wait_at IS NULL) = (wait_p50_least IS NULL)) AND ((wait_at IS NULL) = (wait_p90_least IS NULL)) AND ((wait_at IS NULL) = (wait_n IS NULL)) AND ((wait_at IS NULL) = (wait_waiting IS NULL)))),
    CONSTRAINT offer_wait_p50_least CHECK ((wait_p50_least = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT offer_wait_p90_least CHECK ((wait_p90_least = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT offer_waiting_days CHECK ((waiting_days >= 0)),
    CONSTRAINT offer_watched CHECK ((watched >= 0)),
    CONSTRAINT offer_went CHECK ((went >= 0))
);
CREATE INDEX offer_by_organization ON public.offer USING btree (organization, id);
CREATE INDEX offer_by_region ON public.offer USING btree (region, kind, id);
CREATE UNIQUE INDEX offer_of_service ON public.offer USING btree (service, kind) WHERE (ended_at IS NULL);

CREATE TABLE offer_hold (
    id text NOT NULL,
    offer text NOT NULL,
    places bigint NOT NULL,
    holder text NOT NULL,
    made_at bigint NOT NULL,
    until_at bigint NOT NULL,
    ended_at bigint,
    how text NOT NULL,
    CONSTRAINT offer_hold_pkey PRIMARY KEY (id),
    CONSTRAINT offer_hold_offer_fkey FOREIGN KEY (offer) REFERENCES offer(id),
    CONSTRAINT offer_hold_ended CHECK (((ended_at IS NULL) = (how = ''::text))),
    CONSTRAINT offer_hold_how CHECK ((how = ANY (ARRAY[''::text, 'taken'::text, 'released'::text, 'expired'::text]))),
    CONSTRAINT offer_hold_places CHECK ((places > 0)),
    CONSTRAINT offer_hold_until CHECK ((until_at > made_at))
);
CREATE INDEX offer_hold_by_offer ON public.offer_hold USING btree (offer, made_at);
CREATE INDEX offer_hold_open ON public.offer_hold USING btree (offer) WHERE (ended_at IS NULL);

CREATE TABLE offer_version (
    offer text NOT NULL,
    version bigint NOT NULL,
    region text NOT NULL,
    total bigint NOT NULL,
    assessment bigint NOT NULL,
    live_seconds bigint,
    stale_seconds bigint,
    most_invitations bigint NOT NULL,
    written_at bigint NOT NULL,
    written_by text NOT NULL,
    CONSTRAINT offer_version_pkey PRIMARY KEY (offer, version),
    CONSTRAINT offer_version_offer_fkey FOREIGN KEY (offer) REFERENCES offer(id),
    CONSTRAINT offer_version_version CHECK ((version > 0))
);
CREATE INDEX offer_version_by_region ON public.offer_version USING btree (region, offer);

CREATE TABLE organization (
    id text NOT NULL,
    batch bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    folded text NOT NULL,
    discipline text NOT NULL,
    ura text NOT NULL,
    agb text NOT NULL,
    kvk text NOT NULL,
    website text NOT NULL,
    phone text NOT NULL,
    email text NOT NULL,
    digest text NOT NULL,
    CONSTRAINT organization_pkey PRIMARY KEY (id, batch),
    CONSTRAINT organization_kind CHECK ((kind = ANY (ARRAY['provider'::text, 'discipline-body'::text, 'resv'::text, 'municipality'::text, 'insurer'::text, 'citizens'::text, 'national'::text])))
);
CREATE INDEX organization_by_agb ON public.organization USING btree (agb) WHERE (agb <> ''::text);
CREATE INDEX organization_by_batch ON public.organization USING btree (batch);
CREATE INDEX organization_by_kvk ON public.organization USING btree (kvk) WHERE (kvk <> ''::text);
CREATE INDEX organization_by_name ON public.organization USING btree (folded);
CREATE INDEX organization_by_ura ON public.organization USING btree (ura) WHERE (ura <> ''::text);

CREATE TABLE organization_webhook (
    organization text NOT NULL,
    url text NOT NULL,
    set_at bigint NOT NULL,
    failures bigint NOT NULL,
    failing_at bigint,
    next_at bigint NOT NULL,
    CONSTRAINT organization_webhook_pkey PRIMARY KEY (organization),
    CONSTRAINT organization_webhook_failing CHECK (((failing_at IS NULL) = (failures = 0))),
    CONSTRAINT organization_webhook_failures CHECK ((failures >= 0)),
    CONSTRAINT organization_webhook_url CHECK ((url ~~ 'https://%'::text))
);

CREATE TABLE passkey (
    id text NOT NULL,
    person text NOT NULL,
    credential text NOT NULL,
    name text NOT NULL,
    data text NOT NULL,
    made_at bigint NOT NULL,
    used_at bigint,
    suspect bigint NOT NULL,
    CONSTRAINT passkey_credential_key UNIQUE (credential),
    CONSTRAINT passkey_pkey PRIMARY KEY (id),
    CONSTRAINT passkey_person_fkey FOREIGN KEY (person) REFERENCES person(id),
    CONSTRAINT passkey_suspect CHECK ((suspect = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);
CREATE INDEX passkey_by_person ON public.passkey USING btree (person);

CREATE TABLE passkey_question (
    id text NOT NULL,
    purpose text NOT NULL,
    person text NOT NULL,
    data text NOT NULL,
    until_at bigint NOT NULL,
    CONSTRAINT passkey_question_pkey PRIMARY KEY (id),
    CONSTRAINT passkey_question_purpose CHECK ((purpose = ANY (ARRAY['register'::text, 'sign-in'::text])))
);
CREATE INDEX passkey_question_old ON public.passkey_question USING btree (until_at);

CREATE TABLE person (
    id text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    organization text NOT NULL,
    discipline text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    email text NOT NULL,
    ended_at bigint,
    CONSTRAINT person_pkey PRIMARY KEY (id)
);

CREATE TABLE placement_bridging (
    id text NOT NULL,
    request text NOT NULL,
    organization text NOT NULL,
    what text NOT NULL,
    paid text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    rule text NOT NULL,
    ended_at bigint,
    CONSTRAINT placement_bridging_pkey PRIMARY KEY (id),
    CONSTRAINT placement_bridging_request_fkey FOREIGN KEY (request) REFERENCES placement_request(id),
    CONSTRAINT placement_bridging_ended CHECK (((ended_at IS NULL) OR (ended_at >= from_at))),
    CONSTRAINT placement_bridging_organization CHECK ((organization <> ''::text)),
    CONSTRAINT placement_bridging_until CHECK ((until_at > from_at))
);
CREATE INDEX placement_bridging_by_request ON public.placement_bridging USING btree (request);
CREATE UNIQUE INDEX placement_bridging_one ON public.placement_bridging USING btree (request) WHERE (ended_at IS NULL);

CREATE TABLE placement_desk (
    region text NOT NULL,
    organization text NOT NULL,
    since_at bigint NOT NULL,
    CONSTRAINT placement_desk_pkey PRIMARY KEY (region),
    CONSTRAINT placement_desk_region_fkey FOREIGN KEY (region) REFERENCES region(id),
    CONSTRAINT placement_desk_organization CHECK ((organization <> ''::text))
);

CREATE TABLE placement_invitation (
    id text NOT NULL,
    request text NOT NULL,
    offer text NOT NULL,
    service text NOT NULL,
    organization text NOT NULL,
    state text NOT NULL,
    sent_at bigint NOT NULL,
    until_at bigint NOT NULL,
    answered_at bigint,
    held_until bigint,
    ended_at bigint,
    reason text NOT NULL,
    chance double precision NOT NULL,
    hold text NOT NULL,
    CONSTRAINT placement_invitation_pkey PRIMARY KEY (id),
    CONSTRAINT placement_invitation_offer_fkey FOREIGN KEY (offer) REFERENCES offer(id),
    CONSTRAINT placement_invitation_request_fkey FOREIGN KEY (request) REFERENCES placement_request(id),
    CONSTRAINT placement_invitation_chance CHECK (((chance >= (0)::double precision) AND (chance <= (1)::double precision))),
    CONSTRAINT placement_invitation_ended CHECK (((state = ANY (ARRAY['open'::text, 'offered'::text])) = (ended_at IS NULL))),
    CONSTRAINT placement_invitation_held CHECK (((state <> 'offered'::text) OR (held_until IS NOT NULL))),
    CONSTRAINT placement_invitation_no CHECK (((state = 'no'::text) = (reason <> ''::text))),
    CONSTRAINT placement_invitation_state CHECK ((state = ANY (ARRAY['open'::text, 'offered'::text, 'chosen'::text, 'no'::text, 'expired'::text, 'withdrawn'::text, 'lost'::text]))),
    CONSTRAINT placement_invitation_until CHECK ((until_at > sent_at)),
    CONSTRAINT placement_invitation_yes CHECK (((state <> ALL (ARRAY['offered'::text, 'chosen'::text, 'lost'::text])) OR ((hold <> ''::text) AND (answered_at IS NOT NULL))))
);
CREATE INDEX placement_invitation_by_organization ON public.placement_invitation USING btree (organization, sent_at);
CREATE INDEX placement_invitation_by_request ON public.placement_invitation USING btree (request);
CREATE UNIQUE INDEX placement_invitation_once ON public.placement_invitation USING btree (request, offer) WHERE (state = ANY (ARRAY['open'::text, 'offered'::text, 'chosen'::text]));
CREATE UNIQUE INDEX placement_invitation_one_winner ON public.placement_invitation USING btree (request) WHERE (state = 'chosen'::text);
CREATE INDEX placement_invitation_open ON public.placement_invitation USING btree (offer, until_at) WHERE (state = 'open'::text);

CREATE TABLE placement_notice (
    id text NOT NULL,
    about text NOT NULL,
    news text NOT NULL,
    organization text NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT placement_notice_once UNIQUE (about, news, organization),
    CONSTRAINT placement_notice_pkey PRIMARY KEY (id)
);

CREATE TABLE placement_person (
    request text NOT NULL,
    sealed text NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT placement_person_pkey PRIMARY KEY (request),
    CONSTRAINT placement_person_request_fkey FOREIGN KEY (request) REFERENCES placement_request(id)
);

CREATE TABLE placement_reason (
    act text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    frees bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT placement_reason_position UNIQUE (act, "position"),
    CONSTRAINT placement_reason_pkey PRIMARY KEY (act, code),
    CONSTRAINT placement_reason_act CHECK ((act = ANY (ARRAY['Open'::text, 'Withdraw'::text, 'FallThrough'::text, 'Close'::text]))),
    CONSTRAINT placement_reason_frees CHECK ((frees = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE placement_request (
    id text NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    ask text NOT NULL,
    kind text NOT NULL,
    urgency text NOT NULL,
    direction text NOT NULL,
    area text NOT NULL,
    region text NOT NULL,
    body text NOT NULL,
    vulnerable bigint NOT NULL,
    asker text NOT NULL,
    organization text NOT NULL,
    desk text NOT NULL,
    desk_person text NOT NULL,
    consent_at bigint,
    consent_with text NOT NULL,
    consent_why_not text NOT NULL,
    made_at bigint NOT NULL,
    opened_at bigint,
    commit_by bigint,
    accepted_at bigint,
    start_by bigint,
    placed_at bigint,
    started_at bigint,
    closed_at bigint,
    outcome text NOT NULL,
    chosen text NOT NULL,
    next_at bigint,
    erased bigint NOT NULL,
    CONSTRAINT placement_request_pkey PRIMARY KEY (id),
    CONSTRAINT placement_request_kind_fkey FOREIGN KEY (kind) REFERENCES capacity_kind(code),
    CONSTRAINT placement_request_urgency_fkey FOREIGN KEY (urgency) REFERENCES placement_urgency(code),
    CONSTRAINT placement_request_area CHECK (((area ~~ 'GM%'::text) OR (area ~~ 'WK%'::text))),
    CONSTRAINT placement_request_ask CHECK ((ask = ANY (ARRAY['care'::text, 'place'::text, 'advice'::text]))),
    CONSTRAINT placement_request_chosen CHECK (((state <> ALL (ARRAY['accepted'::text, 'placed'::text, 'closed'::text])) OR ((chosen <> ''::text) AND (accepted_at IS NOT NULL)))),
    CONSTRAINT placement_request_consent CHECK (((opened_at IS NULL) OR (consent_at IS NOT NULL))),
    CONSTRAINT placement_request_consent_with CHECK ((consent_with = ANY (ARRAY[''::text, 'person'::text, 'representative'::text]))),
    CONSTRAINT placement_request_crisis CHECK (((opened_at IS NULL) OR ((urgency = 'crisis'::text) = (consent_why_not <> ''::text)))),
    CONSTRAINT placement_request_direction CHECK ((direction = ANY (ARRAY['in'::text, 'through'::text, 'out'::text, 'back'::text]))),
    CONSTRAINT placement_request_ended CHECK (((state = ANY (ARRAY['closed'::text, 'withdrawn'::text, 'expired'::text])) = (closed_at IS NOT NULL))),
    CONSTRAINT placement_request_erased CHECK ((erased = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT placement_request_expired CHECK (((state <> 'expired'::text) OR (opened_at IS NULL))),
    CONSTRAINT placement_request_never_stuck CHECK (((next_at IS NOT NULL) OR ((closed_at IS NOT NULL) AND (erased = 1)))),
    CONSTRAINT placement_request_opened CHECK (((state = ANY (ARRAY['draft'::text, 'withdrawn'::text, 'expired'::text])) OR ((opened_at IS NOT NULL) AND (commit_by IS NOT NULL)))),
    CONSTRAINT placement_request_organization CHECK ((organization <> ''::text)),
    CONSTRAINT placement_request_outcome CHECK (((closed_at IS NULL) = (outcome = ''::text))),
    CONSTRAINT placement_request_searching CHECK (((state <> ALL (ARRAY['draft'::text, 'open'::text, 'bridging'::text])) OR (chosen = ''::text))),
    CONSTRAINT placement_request_started CHECK (((state <> ALL (ARRAY['placed'::text, 'closed'::text])) OR (started_at IS NOT NULL))),
    CONSTRAINT placement_request_state CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'bridging'::text, 'accepted'::text, 'placed'::text, 'closed'::text, 'withdrawn'::text, 'expired'::text]))),
    CONSTRAINT placement_request_talked CHECK (((opened_at IS NULL) OR (urgency = 'crisis'::text) OR (consent_with <> ''::text))),
    CONSTRAINT placement_request_version CHECK ((version > 0)),
    CONSTRAINT placement_request_vulnerable CHECK ((vulnerable = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);
CREATE INDEX placement_request_by_organization ON public.placement_request USING btree (organization, made_at);
CREATE INDEX placement_request_by_region ON public.placement_request USING btree (region, state);
CREATE INDEX placement_request_due ON public.placement_request USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE TABLE placement_step (
    request text NOT NULL,
    number bigint NOT NULL,
    at bigint NOT NULL,
    act text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    by_person text NOT NULL,
    by_organization text NOT NULL,
    CONSTRAINT placement_step_pkey PRIMARY KEY (request, number),
    CONSTRAINT placement_step_request_fkey FOREIGN KEY (request) REFERENCES placement_request(id)
);

CREATE TABLE placement_urgency (
    code text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    commit_minutes bigint NOT NULL,
    answer_minutes bigint NOT NULL,
    hold_minutes bigint NOT NULL,
    start_minutes bigint NOT NULL,
    bridge_days bigint NOT NULL,
    CONSTRAINT placement_urgency_position_key UNIQUE ("position"),
    CONSTRAINT placement_urgency_pkey PRIMARY KEY (code),
    CONSTRAINT placement_urgency_clocks CHECK (((commit_minutes > 0) AND (answer_minutes > 0) AND (hold_minutes > 0) AND (start_minutes > 0) AND (bridge_days > 0)))
);

CREATE TABLE placement_wish (
    code text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT placement_wish_position_key UNIQUE ("position"),
    CONSTRAINT placement_wish_pkey PRIMARY KEY (code)
);

CREATE TABLE postcode (
    pc4 text NOT NULL,
    batch bigint NOT NULL,
    place text NOT NULL,
    folded text NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    area text NOT NULL,
    municipality text NOT NULL,
    digest text NOT NULL,
    CONSTRAINT postcode_pkey PRIMARY KEY (pc4, batch)
);
CREATE INDEX postcode_by_batch ON public.postcode USING btree (batch);
CREATE INDEX postcode_by_place ON public.postcode USING btree (folded);

CREATE TABLE region (
    id text NOT NULL,
    slug text NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT region_slug_key UNIQUE (slug),
    CONSTRAINT region_pkey PRIMARY KEY (id)
);

CREATE TABLE region_area (
    region text NOT NULL,
    area text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    CONSTRAINT region_area_pkey PRIMARY KEY (region, area, from_at),
    CONSTRAINT region_area_region_fkey FOREIGN KEY (region) REFERENCES region(id)
);
CREATE UNIQUE INDEX region_area_now ON public.region_area USING btree (area) WHERE (until_at IS NULL);

CREATE TABLE region_version (
    region text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    name text NOT NULL,
    zorgkantoor text NOT NULL,
    gp_organization text NOT NULL,
    support text NOT NULL,
    preferred_insurers text NOT NULL,
    following_insurers text NOT NULL,
    mandated_municipality text NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    resv_organization text NOT NULL,
    resv_name text NOT NULL,
    forerunner bigint NOT NULL,
    legal_form text NOT NULL,
    phase text NOT NULL,
    website text NOT NULL,
    phone text NOT NULL,
    email text NOT NULL,
    hours text NOT NULL,
    remarks text NOT NULL,
    CONSTRAINT region_version_pkey PRIMARY KEY (region, from_at),
    CONSTRAINT region_version_region_fkey FOREIGN KEY (region) REFERENCES region(id),
    CONSTRAINT region_version_forerunner CHECK ((forerunner = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT region_version_legal_form CHECK ((legal_form = ANY (ARRAY[''::text, 'vereniging'::text, 'stichting'::text, 'coöperatie'::text, 'netwerk'::text, 'anders'::text]))),
    CONSTRAINT region_version_phase CHECK ((phase = ANY (ARRAY['network'::text, 'agreements'::text, 'organisation'::text])))
);
CREATE UNIQUE INDEX region_version_now ON public.region_version USING btree (region) WHERE (until_at IS NULL);

CREATE TABLE report_kind (
    code text NOT NULL,
    name text NOT NULL,
    answer_days bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT report_kind_position_key UNIQUE ("position"),
    CONSTRAINT report_kind_pkey PRIMARY KEY (code),
    CONSTRAINT report_kind_answer_days CHECK ((answer_days > 0))
);

CREATE TABLE report_mail (
    mailbox text NOT NULL,
    on_day bigint NOT NULL,
    sent bigint NOT NULL,
    CONSTRAINT report_mail_pkey PRIMARY KEY (mailbox, on_day),
    CONSTRAINT report_mail_sent CHECK ((sent > 0))
);
CREATE INDEX report_mail_on_day ON public.report_mail USING btree (on_day);

CREATE TABLE service (
    id text NOT NULL,
    CONSTRAINT service_pkey PRIMARY KEY (id)
);

CREATE TABLE service_area (
    area text NOT NULL,
    service text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT service_area_pkey PRIMARY KEY (area, service, version),
    CONSTRAINT service_area_service_version_fkey FOREIGN KEY (service, version) REFERENCES service_version(service, version)
);
CREATE INDEX service_area_by_version ON public.service_area USING btree (service, version);

CREATE TABLE service_check (
    service text NOT NULL,
    asked_at bigint NOT NULL,
    organization text NOT NULL,
    why text NOT NULL,
    answered_at bigint,
    answer text NOT NULL,
    CONSTRAINT service_check_pkey PRIMARY KEY (service, asked_at),
    CONSTRAINT service_check_service_fkey FOREIGN KEY (service) REFERENCES service(id),
    CONSTRAINT service_check_answer CHECK ((answer = ANY (ARRAY[''::text, 'confirmed'::text, 'changed'::text, 'imported'::text]))),
    CONSTRAINT service_check_answered CHECK (((answered_at IS NULL) = (answer = ''::text))),
    CONSTRAINT service_check_why CHECK ((why = ANY (ARRAY['overdue'::text, 'never'::text])))
);
CREATE UNIQUE INDEX service_check_open ON public.service_check USING btree (service) WHERE (answered_at IS NULL);

CREATE TABLE service_kind (
    code text NOT NULL,
    name text NOT NULL,
    verify_days bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT service_kind_position_key UNIQUE ("position"),
    CONSTRAINT service_kind_pkey PRIMARY KEY (code),
    CONSTRAINT service_kind_verify_days CHECK ((verify_days > 0))
);

CREATE TABLE service_kind_discipline (
    kind text NOT NULL,
    discipline text NOT NULL,
    CONSTRAINT service_kind_discipline_pkey PRIMARY KEY (kind, discipline),
    CONSTRAINT service_kind_discipline_kind_fkey FOREIGN KEY (kind) REFERENCES service_kind(code)
);

CREATE TABLE service_report (
    id text NOT NULL,
    service text NOT NULL,
    organization text NOT NULL,
    region text NOT NULL,
    kind text NOT NULL,
    words text NOT NULL,
    words_hash text NOT NULL,
    receipt_hash text NOT NULL,
    state text NOT NULL,
    made_at bigint NOT NULL,
    due_at bigint NOT NULL,
    taken_at bigint,
    answered_at bigint,
    answer text NOT NULL,
    reply text NOT NULL,
    closed_at bigint,
    CONSTRAINT service_report_receipt_hash_key UNIQUE (receipt_hash),
    CONSTRAINT service_report_pkey PRIMARY KEY (id),
    CONSTRAINT service_report_kind_fkey FOREIGN KEY (kind) REFERENCES report_kind(code),
    CONSTRAINT service_report_service_fkey FOREIGN KEY (service) REFERENCES service(id),
    CONSTRAINT service_report_answer CHECK ((answer = ANY (ARRAY[''::text, 'changed'::text, 'right'::text, 'not-ours'::text]))),
    CONSTRAINT service_report_answered CHECK ((((answered_at IS NULL) = (answer = ''::text)) AND ((answered_at IS NULL) = (state = ANY (ARRAY['open'::text, 'taken'::text]))))),
    CONSTRAINT service_report_closed CHECK (((closed_at IS NULL) = (state <> 'closed'::text))),
    CONSTRAINT service_report_state CHECK ((state = ANY (ARRAY['open'::text, 'taken'::text, 'answered'::text, 'closed'::text])))
);
CREATE INDEX service_report_answered_at ON public.service_report USING btree (state, answered_at);
CREATE INDEX service_report_by_organization ON public.service_report USING btree (organization, state, due_at);
CREATE INDEX service_report_by_region ON public.service_report USING btree (region, state, due_at);
CREATE UNIQUE INDEX service_report_waiting ON public.service_report USING btree (service, words_hash) WHERE (state = ANY (ARRAY['open'::text, 'taken'::text]));

CREATE TABLE service_version (
    service text NOT NULL,
    version bigint NOT NULL,
    batch bigint NOT NULL,
    state text NOT NULL,
    organization text NOT NULL,
    discipline text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    area text NOT NULL,
    lat double precision,
    lon double precision,
    verified_at bigint,
    verify_by bigint NOT NULL,
    source text NOT NULL,
    source_key text NOT NULL,
    written_at bigint NOT NULL,
    written_by text NOT NULL,
    body text NOT NULL,
    CONSTRAINT service_version_pkey PRIMARY KEY (service, version),
    CONSTRAINT service_version_batch_fkey FOREIGN KEY (batch) REFERENCES import_batch(id),
    CONSTRAINT service_version_service_fkey FOREIGN KEY (service) REFERENCES service(id),
    CONSTRAINT service_version_point CHECK (((lat IS NULL) = (lon IS NULL))),
    CONSTRAINT service_version_state CHECK ((state = ANY (ARRAY['draft'::text, 'shown'::text, 'hidden'::text]))),
    CONSTRAINT service_version_version CHECK ((version > 0))
);
CREATE INDEX service_version_by_batch ON public.service_version USING btree (batch, service);
CREATE INDEX service_version_by_organization ON public.service_version USING btree (organization, service);
CREATE INDEX service_version_overdue ON public.service_version USING btree (verify_by, service);

CREATE TABLE session (
    id text NOT NULL,
    token text NOT NULL,
    person text NOT NULL,
    method text NOT NULL,
    assurance bigint NOT NULL,
    agent text NOT NULL,
    provider text NOT NULL,
    made_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    idle_end bigint NOT NULL,
    absolute_end bigint NOT NULL,
    data text NOT NULL,
    CONSTRAINT session_token_key UNIQUE (token),
    CONSTRAINT session_pkey PRIMARY KEY (id),
    CONSTRAINT session_assurance CHECK (((assurance >= 1) AND (assurance <= 3)))
);
CREATE INDEX session_by_end ON public.session USING btree (absolute_end);
CREATE INDEX session_by_person ON public.session USING btree (person);
CREATE INDEX session_by_provider ON public.session USING btree (provider) WHERE (provider <> ''::text);

CREATE TABLE target_group (
    code text NOT NULL,
    name text NOT NULL,
    vulnerable bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT target_group_position_key UNIQUE ("position"),
    CONSTRAINT target_group_pkey PRIMARY KEY (code),
    CONSTRAINT target_group_vulnerable CHECK ((vulnerable = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE task_state (
    owner text NOT NULL,
    task text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    state text NOT NULL,
    evidence text NOT NULL,
    CONSTRAINT task_state_pkey PRIMARY KEY (owner, task, from_at),
    CONSTRAINT task_state_task_fkey FOREIGN KEY (task) REFERENCES minimal_task(code),
    CONSTRAINT task_state_state CHECK ((state = ANY (ARRAY['not-yet'::text, 'building'::text, 'working'::text])))
);
CREATE UNIQUE INDEX task_state_now ON public.task_state USING btree (owner, task) WHERE (until_at IS NULL);

CREATE TABLE wijkverband (
    id text NOT NULL,
    slug text NOT NULL,
    region text NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT wijkverband_slug_key UNIQUE (slug),
    CONSTRAINT wijkverband_pkey PRIMARY KEY (id),
    CONSTRAINT wijkverband_region_fkey FOREIGN KEY (region) REFERENCES region(id)
);
CREATE INDEX wijkverband_by_region ON public.wijkverband USING btree (region);

CREATE TABLE wijkverband_area (
    wijkverband text NOT NULL,
    area text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    is_primary bigint NOT NULL,
    CONSTRAINT wijkverband_area_pkey PRIMARY KEY (wijkverband, area, from_at),
    CONSTRAINT wijkverband_area_wijkverband_fkey FOREIGN KEY (wijkverband) REFERENCES wijkverband(id),
    CONSTRAINT wijkverband_area_primary CHECK ((is_primary = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);
CREATE UNIQUE INDEX wijkverband_area_primary_now ON public.wijkverband_area USING btree (area) WHERE ((until_at IS NULL) AND (is_primary = 1));

CREATE TABLE wijkverband_version (
    wijkverband text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    name text NOT NULL,
    meets_every text NOT NULL,
    last_met_at bigint,
    agreement bigint NOT NULL,
    bottleneck bigint NOT NULL,
    website text NOT NULL,
    CONSTRAINT wijkverband_version_pkey PRIMARY KEY (wijkverband, from_at),
    CONSTRAINT wijkverband_version_wijkverband_fkey FOREIGN KEY (wijkverband) REFERENCES wijkverband(id),
    CONSTRAINT wijkverband_version_agreement CHECK ((agreement = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT wijkverband_version_bottleneck CHECK ((bottleneck = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);
CREATE UNIQUE INDEX wijkverband_version_now ON public.wijkverband_version USING btree (wijkverband) WHERE (until_at IS NULL);

CREATE VIEW bridging_days AS
 SELECT b.bridging,
    b.request,
    r.region,
    r.area,
    r.kind,
    r.urgency,
    b.organization,
    b.agreed,
    b.from_at,
    b.until_at,
    b.ended_at,
    (((COALESCE(b.ended_at, b.until_at) - b.from_at) + '86399999999'::bigint) / '86400000000'::bigint) AS days
   FROM (bridging_time b
     JOIN placement_request r ON ((r.id = b.request)));

CREATE VIEW bridging_time AS
 SELECT b.id AS bridging,
    b.request,
    b.organization,
    b.from_at,
    b.until_at,
    b.ended_at,
        CASE
            WHEN ((b.rule <> ''::text) OR (EXISTS ( SELECT 1
               FROM placement_step s
              WHERE ((s.request = b.request) AND (s.act = 'Bridge'::text) AND (s.at = b.from_at))))) THEN 1
            ELSE 0
        END AS agreed
   FROM placement_bridging b;

CREATE VIEW decline_counts AS
 SELECT r.region,
    r.kind,
    r.urgency,
    i.organization,
    i.service,
    i.reason,
    ((i.answered_at / '3600000000'::bigint) * '3600000000'::bigint) AS hour_at,
    count(*) AS n
   FROM (placement_invitation i
     JOIN placement_request r ON ((r.id = i.request)))
  WHERE ((i.state = 'no'::text) AND (i.answered_at IS NOT NULL))
  GROUP BY r.region, r.kind, r.urgency, i.organization, i.service, i.reason, ((i.answered_at / '3600000000'::bigint) * '3600000000'::bigint);

CREATE VIEW offer_spells AS
 SELECT DISTINCT i.offer,
    r.id AS request,
    r.opened_at,
        CASE
            WHEN (i.id = r.chosen) THEN r.started_at
            ELSE NULL::bigint
        END AS started_at,
    r.closed_at AS ended_at
   FROM (placement_invitation i
     JOIN placement_request r ON ((r.id = i.request)))
  WHERE ((r.opened_at IS NOT NULL) AND ((i.id = r.chosen) OR ((r.chosen = ''::text) AND (r.closed_at IS NULL) AND ((i.state = ANY (ARRAY['open'::text, 'offered'::text])) OR ((i.state = 'no'::text) AND (EXISTS ( SELECT 1
           FROM decline_reason d
          WHERE ((d.code = i.reason) AND (d.no_room = 1)))))))));

CREATE VIEW placement_times AS
 SELECT r.id AS request,
    r.region,
    r.area,
    r.kind,
    r.ask,
    r.urgency,
    r.vulnerable,
    r.opened_at,
    r.commit_by,
        CASE
            WHEN (r.chosen <> ''::text) THEN r.accepted_at
            ELSE NULL::bigint
        END AS committed_at,
        CASE
            WHEN (r.chosen <> ''::text) THEN r.started_at
            ELSE NULL::bigint
        END AS started_at,
    r.closed_at AS ended_at,
        CASE
            WHEN (r.chosen <> ''::text) THEN 'place'::text
            WHEN ((r.state = 'withdrawn'::text) AND (r.outcome <> ''::text)) THEN 'ended'::text
            WHEN (r.closed_at IS NOT NULL) THEN ''::text
            WHEN (b.agreed = 1) THEN 'bridging'::text
            WHEN (b.agreed = 0) THEN 'desk'::text
            ELSE ''::text
        END AS outcome,
        CASE
            WHEN ((r.chosen = ''::text) AND (r.closed_at IS NULL)) THEN b.until_at
            ELSE NULL::bigint
        END AS bridged_until
   FROM (placement_request r
     LEFT JOIN bridging_time b ON (((b.request = r.id) AND (b.ended_at IS NULL))))
  WHERE (r.opened_at IS NOT NULL);

CREATE VIEW unmet_demand AS
 SELECT r.id AS request,
    r.region,
    r.area,
    r.kind,
    r.ask,
    r.urgency,
    r.vulnerable,
    r.commit_by AS since_at,
        CASE
            WHEN (r.chosen <> ''::text) THEN r.accepted_at
            ELSE r.closed_at
        END AS until_at
   FROM placement_request r
  WHERE ((r.opened_at IS NOT NULL) AND (r.commit_by IS NOT NULL) AND (((r.chosen <> ''::text) AND (r.accepted_at > r.commit_by)) OR ((r.chosen = ''::text) AND ((r.closed_at IS NULL) OR (r.closed_at > r.commit_by)))));

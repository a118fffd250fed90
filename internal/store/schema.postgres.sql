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

CREATE TABLE affiliation (
    id text NOT NULL,
    version bigint NOT NULL,
    known_from bigint NOT NULL,
    known_until bigint,
    provider text NOT NULL,
    body text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    CONSTRAINT affiliation_pkey PRIMARY KEY (id, version),
    CONSTRAINT affiliation_ends_later CHECK ((until_at >= from_at)),
    CONSTRAINT affiliation_known_later CHECK ((known_until > known_from)),
    CONSTRAINT affiliation_two CHECK ((provider <> body)),
    CONSTRAINT affiliation_version CHECK ((version > 0))
);
CREATE INDEX affiliation_by_body ON public.affiliation USING btree (body, provider);
CREATE INDEX affiliation_by_provider ON public.affiliation USING btree (provider);
CREATE UNIQUE INDEX affiliation_now ON public.affiliation USING btree (id) WHERE (known_until IS NULL);

CREATE TABLE agreement (
    id text NOT NULL,
    number bigint NOT NULL,
    edit bigint NOT NULL,
    state text NOT NULL,
    kind text NOT NULL,
    level text NOT NULL,
    forum text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    subject text NOT NULL,
    template text NOT NULL,
    drafted_by text NOT NULL,
    version bigint NOT NULL,
    newest bigint NOT NULL,
    public bigint NOT NULL,
    made_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    review_at bigint,
    ends_at bigint,
    check_at bigint,
    CONSTRAINT agreement_number_key UNIQUE (number),
    CONSTRAINT agreement_pkey PRIMARY KEY (id),
    CONSTRAINT agreement_kind_fkey FOREIGN KEY (kind) REFERENCES agreement_kind(code),
    CONSTRAINT agreement_subject_fkey FOREIGN KEY (subject) REFERENCES mandate_subject(code),
    CONSTRAINT agreement_edit CHECK ((edit > 0)),
    CONSTRAINT agreement_level CHECK ((level = ANY (ARRAY['wijk'::text, 'region'::text, 'nation'::text]))),
    CONSTRAINT agreement_place CHECK ((((region = ''::text) = (level = 'nation'::text)) AND ((wijkverband <> ''::text) = (level = 'wijk'::text)))),
    CONSTRAINT agreement_public CHECK ((public = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT agreement_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'consent'::text, 'active'::text, 'review'::text, 'ended'::text]))),
    CONSTRAINT agreement_versions CHECK (((version >= 1) AND (version <= newest)))
);
CREATE INDEX agreement_by_region ON public.agreement USING btree (region, wijkverband);
CREATE INDEX agreement_by_state ON public.agreement USING btree (state, check_at);
CREATE INDEX agreement_by_wijkverband ON public.agreement USING btree (wijkverband) WHERE (level = 'wijk'::text);

CREATE TABLE agreement_advice (
    consultation text NOT NULL,
    number bigint NOT NULL,
    member text NOT NULL,
    yes bigint NOT NULL,
    words text NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT agreement_advice_pkey PRIMARY KEY (consultation, number),
    CONSTRAINT agreement_advice_consultation_fkey FOREIGN KEY (consultation) REFERENCES agreement_consultation(id),
    CONSTRAINT agreement_advice_yes CHECK ((yes = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE agreement_chain (
    signature text NOT NULL,
    position bigint NOT NULL,
    kind text NOT NULL,
    link text NOT NULL,
    version bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    CONSTRAINT agreement_chain_pkey PRIMARY KEY (signature, "position"),
    CONSTRAINT agreement_chain_signature_fkey FOREIGN KEY (signature) REFERENCES agreement_signature(id)
);
CREATE INDEX agreement_chain_by_link ON public.agreement_chain USING btree (link);

CREATE TABLE agreement_consultation (
    id text NOT NULL,
    agreement text NOT NULL,
    version bigint NOT NULL,
    party text NOT NULL,
    question text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    asked bigint NOT NULL,
    CONSTRAINT agreement_consultation_pkey PRIMARY KEY (id),
    CONSTRAINT agreement_consultation_agreement_version_fkey FOREIGN KEY (agreement, version) REFERENCES agreement_text(agreement, version),
    CONSTRAINT agreement_consultation_later CHECK ((until_at > from_at))
);
CREATE INDEX agreement_consultation_of ON public.agreement_consultation USING btree (agreement);

CREATE TABLE agreement_ending (
    agreement text NOT NULL,
    party text NOT NULL,
    edit bigint NOT NULL,
    ends_at bigint NOT NULL,
    why text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    CONSTRAINT agreement_ending_pkey PRIMARY KEY (agreement, party, edit),
    CONSTRAINT agreement_ending_agreement_fkey FOREIGN KEY (agreement) REFERENCES agreement(id),
    CONSTRAINT agreement_ending_later CHECK ((until_at >= from_at))
);

CREATE TABLE agreement_grant (
    agreement text NOT NULL,
    version bigint NOT NULL,
    organization text NOT NULL,
    CONSTRAINT agreement_grant_pkey PRIMARY KEY (agreement, version, organization),
    CONSTRAINT agreement_grant_agreement_version_fkey FOREIGN KEY (agreement, version) REFERENCES agreement_text(agreement, version)
);
CREATE INDEX agreement_grant_by_organization ON public.agreement_grant USING btree (organization);

CREATE TABLE agreement_kind (
    code text NOT NULL,
    name text NOT NULL,
    plain text NOT NULL,
    national_only bigint NOT NULL,
    subject text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT agreement_kind_position_key UNIQUE ("position"),
    CONSTRAINT agreement_kind_pkey PRIMARY KEY (code),
    CONSTRAINT agreement_kind_subject_fkey FOREIGN KEY (subject) REFERENCES mandate_subject(code),
    CONSTRAINT agreement_kind_national_only CHECK ((national_only = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE agreement_number (
    id text NOT NULL,
    last bigint NOT NULL,
    CONSTRAINT agreement_number_pkey PRIMARY KEY (id)
);

CREATE TABLE agreement_objection (
    id text NOT NULL,
    agreement text NOT NULL,
    version bigint NOT NULL,
    party text NOT NULL,
    clause text NOT NULL,
    words text NOT NULL,
    at bigint NOT NULL,
    settled_at bigint,
    how text NOT NULL,
    answer text NOT NULL,
    CONSTRAINT agreement_objection_pkey PRIMARY KEY (id),
    CONSTRAINT agreement_objection_agreement_version_fkey FOREIGN KEY (agreement, version) REFERENCES agreement_text(agreement, version),
    CONSTRAINT agreement_objection_clause CHECK ((clause <> ''::text)),
    CONSTRAINT agreement_objection_how CHECK ((how = ANY (ARRAY[''::text, 'withdrawn'::text, 'changed'::text, 'dropped'::text]))),
    CONSTRAINT agreement_objection_settled CHECK (((settled_at IS NULL) = (how = ''::text)))
);
CREATE INDEX agreement_objection_of ON public.agreement_objection USING btree (agreement, settled_at);

CREATE TABLE agreement_party (
    agreement text NOT NULL,
    version bigint NOT NULL,
    organization text NOT NULL,
    position bigint NOT NULL,
    as_what text NOT NULL,
    added_at bigint NOT NULL,
    since_at bigint,
    left_at bigint,
    CONSTRAINT agreement_party_pkey PRIMARY KEY (agreement, version, organization),
    CONSTRAINT agreement_party_agreement_version_fkey FOREIGN KEY (agreement, version) REFERENCES agreement_text(agreement, version),
    CONSTRAINT agreement_party_as CHECK ((as_what = ANY (ARRAY['party'::text, 'acceded'::text, 'leaves'::text]))),
    CONSTRAINT agreement_party_leaves CHECK (((as_what <> 'leaves'::text) OR (since_at IS NULL)))
);
CREATE INDEX agreement_party_by_organization ON public.agreement_party USING btree (organization);

CREATE TABLE agreement_publication (
    agreement text NOT NULL,
    party text NOT NULL,
    edit bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    CONSTRAINT agreement_publication_pkey PRIMARY KEY (agreement, party, edit),
    CONSTRAINT agreement_publication_agreement_fkey FOREIGN KEY (agreement) REFERENCES agreement(id),
    CONSTRAINT agreement_publication_later CHECK ((until_at >= from_at))
);

CREATE TABLE agreement_signature (
    id text NOT NULL,
    agreement text NOT NULL,
    version bigint NOT NULL,
    party text NOT NULL,
    as_what text NOT NULL,
    signer text NOT NULL,
    at bigint NOT NULL,
    statement text NOT NULL,
    digest text NOT NULL,
    key_id text NOT NULL,
    public_key bytea NOT NULL,
    seal bytea NOT NULL,
    CONSTRAINT agreement_signature_once UNIQUE (agreement, version, party),
    CONSTRAINT agreement_signature_pkey PRIMARY KEY (id),
    CONSTRAINT agreement_signature_agreement_version_party_fkey FOREIGN KEY (agreement, version, party) REFERENCES agreement_party(agreement, version, organization),
    CONSTRAINT agreement_signature_as CHECK ((as_what = ANY (ARRAY['party'::text, 'acceded'::text, 'leaves'::text])))
);

CREATE TABLE agreement_state (
    agreement text NOT NULL,
    edit bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    state text NOT NULL,
    version bigint NOT NULL,
    public bigint NOT NULL,
    act text NOT NULL,
    why text NOT NULL,
    CONSTRAINT agreement_state_pkey PRIMARY KEY (agreement, edit),
    CONSTRAINT agreement_state_agreement_fkey FOREIGN KEY (agreement) REFERENCES agreement(id),
    CONSTRAINT agreement_state_code CHECK ((state = ANY (ARRAY['draft'::text, 'consent'::text, 'active'::text, 'review'::text, 'ended'::text]))),
    CONSTRAINT agreement_state_ends_later CHECK ((until_at >= from_at)),
    CONSTRAINT agreement_state_public CHECK ((public = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);
CREATE INDEX agreement_state_at ON public.agreement_state USING btree (agreement, from_at);
CREATE UNIQUE INDEX agreement_state_now ON public.agreement_state USING btree (agreement) WHERE (until_at IS NULL);

CREATE TABLE agreement_text (
    agreement text NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    title text NOT NULL,
    parent text NOT NULL,
    body text NOT NULL,
    review_at bigint,
    until_at bigint,
    why text NOT NULL,
    made_at bigint NOT NULL,
    offered_at bigint,
    agreed_at bigint,
    dropped_at bigint,
    CONSTRAINT agreement_text_pkey PRIMARY KEY (agreement, version),
    CONSTRAINT agreement_text_agreement_fkey FOREIGN KEY (agreement) REFERENCES agreement(id),
    CONSTRAINT agreement_text_moments CHECK ((((state <> 'draft'::text) OR (offered_at IS NULL)) AND ((state <> 'consent'::text) OR (offered_at IS NOT NULL)) AND ((state = 'agreed'::text) = (agreed_at IS NOT NULL)) AND ((state = 'dropped'::text) = (dropped_at IS NOT NULL)))),
    CONSTRAINT agreement_text_state CHECK ((state = ANY (ARRAY['draft'::text, 'consent'::text, 'agreed'::text, 'dropped'::text]))),
    CONSTRAINT agreement_text_version CHECK ((version > 0))
);
CREATE INDEX agreement_text_by_parent ON public.agreement_text USING btree (parent);
CREATE UNIQUE INDEX agreement_text_open ON public.agreement_text USING btree (agreement) WHERE (state = ANY (ARRAY['draft'::text, 'consent'::text]));

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

CREATE TABLE bottleneck (
    id text NOT NULL,
    number bigint NOT NULL,
    version bigint NOT NULL,
    events bigint NOT NULL,
    root text NOT NULL,
    parent text NOT NULL,
    title text NOT NULL,
    what text NOT NULL,
    theme text NOT NULL,
    how_often text NOT NULL,
    suffers text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    area text NOT NULL,
    origin text NOT NULL,
    rule text NOT NULL,
    evidence text NOT NULL,
    made_at bigint NOT NULL,
    clock_at bigint,
    CONSTRAINT bottleneck_number_key UNIQUE (number),
    CONSTRAINT bottleneck_pkey PRIMARY KEY (id),
    CONSTRAINT bottleneck_theme_fkey FOREIGN KEY (theme) REFERENCES bottleneck_theme(code),
    CONSTRAINT bottleneck_by_rule CHECK (((origin = 'rule'::text) = (rule <> ''::text))),
    CONSTRAINT bottleneck_how_often CHECK ((how_often = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text, 'once'::text]))),
    CONSTRAINT bottleneck_merged CHECK (((parent = ''::text) = (root = id))),
    CONSTRAINT bottleneck_origin CHECK ((origin = ANY (ARRAY['person'::text, 'rule'::text, 'bundle'::text]))),
    CONSTRAINT bottleneck_title CHECK ((title <> ''::text))
);
CREATE INDEX bottleneck_by_root ON public.bottleneck USING btree (root);
CREATE INDEX bottleneck_by_time ON public.bottleneck USING btree (made_at, region);
CREATE INDEX bottleneck_due ON public.bottleneck USING btree (clock_at) WHERE (clock_at IS NOT NULL);

CREATE TABLE bottleneck_ending (
    bottleneck text NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    words text NOT NULL,
    proposed_at bigint NOT NULL,
    by_rule bigint NOT NULL,
    agreed bigint NOT NULL,
    reminded bigint NOT NULL,
    outcome text NOT NULL,
    ended_at bigint,
    CONSTRAINT bottleneck_ending_pkey PRIMARY KEY (bottleneck, number),
    CONSTRAINT bottleneck_ending_bottleneck_fkey FOREIGN KEY (bottleneck) REFERENCES bottleneck(id),
    CONSTRAINT bottleneck_ending_agreed CHECK ((agreed = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT bottleneck_ending_by_rule CHECK ((by_rule = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT bottleneck_ending_ended CHECK (((outcome = ''::text) = (ended_at IS NULL))),
    CONSTRAINT bottleneck_ending_kind CHECK ((kind = ANY (ARRAY['solved'::text, 'accepted'::text]))),
    CONSTRAINT bottleneck_ending_outcome CHECK ((outcome = ANY (ARRAY[''::text, 'yes'::text, 'silence'::text, 'objected'::text, 'withdrawn'::text]))),
    CONSTRAINT bottleneck_ending_reminded CHECK (((reminded >= 0) AND (reminded <= 2))),
    CONSTRAINT bottleneck_ending_silence CHECK (((outcome <> 'silence'::text) OR (reminded = 2)))
);
CREATE UNIQUE INDEX bottleneck_ending_now ON public.bottleneck_ending USING btree (bottleneck) WHERE (outcome = ''::text);

CREATE TABLE bottleneck_event (
    bottleneck text NOT NULL,
    number bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    words text NOT NULL,
    level text NOT NULL,
    by_kind text NOT NULL,
    by_owner text NOT NULL,
    other text NOT NULL,
    meeting text NOT NULL,
    CONSTRAINT bottleneck_event_pkey PRIMARY KEY (bottleneck, number),
    CONSTRAINT bottleneck_event_bottleneck_fkey FOREIGN KEY (bottleneck) REFERENCES bottleneck(id),
    CONSTRAINT bottleneck_event_kind CHECK ((kind = ANY (ARRAY['reported'::text, 'joined'::text, 'discussed'::text, 'taken-up'::text, 'assigned'::text, 'postponed'::text, 'passed-up'::text, 'answered'::text, 'noted'::text, 'proposed'::text, 'reminded'::text, 'confirmed'::text, 'objected'::text, 'ended'::text, 'reopened'::text, 'merged'::text, 'took-in'::text, 'late'::text, 'example'::text, 'separated'::text])))
);

CREATE TABLE bottleneck_mail (
    mailbox text NOT NULL,
    on_day bigint NOT NULL,
    given bigint NOT NULL,
    CONSTRAINT bottleneck_mail_pkey PRIMARY KEY (mailbox, on_day),
    CONSTRAINT bottleneck_mail_given CHECK ((given > 0))
);

CREATE TABLE bottleneck_receipt (
    bottleneck text NOT NULL,
    event bigint NOT NULL,
    reporter text NOT NULL,
    owner_kind text NOT NULL,
    owner text NOT NULL,
    made_at bigint NOT NULL,
    mailed_at bigint,
    read_at bigint,
    CONSTRAINT bottleneck_receipt_pkey PRIMARY KEY (bottleneck, event, reporter, owner_kind, owner),
    CONSTRAINT bottleneck_receipt_event FOREIGN KEY (bottleneck, event) REFERENCES bottleneck_event(bottleneck, number),
    CONSTRAINT bottleneck_receipt_one CHECK (((reporter = ''::text) <> (owner_kind = ''::text)))
);
CREATE INDEX bottleneck_receipt_by_owner ON public.bottleneck_receipt USING btree (owner, made_at) WHERE (reporter = ''::text);
CREATE INDEX bottleneck_receipt_by_reporter ON public.bottleneck_receipt USING btree (reporter) WHERE (reporter <> ''::text);

CREATE TABLE bottleneck_reporter (
    id text NOT NULL,
    bottleneck text NOT NULL,
    person text NOT NULL,
    organization text NOT NULL,
    unnamed bigint NOT NULL,
    rule text NOT NULL,
    email text NOT NULL,
    no_mail bigint NOT NULL,
    request text NOT NULL,
    key_print text NOT NULL,
    joined_at bigint NOT NULL,
    CONSTRAINT bottleneck_reporter_pkey PRIMARY KEY (id),
    CONSTRAINT bottleneck_reporter_bottleneck_fkey FOREIGN KEY (bottleneck) REFERENCES bottleneck(id),
    CONSTRAINT bottleneck_reporter_hidden CHECK (((unnamed = 0) OR ((organization = ''::text) AND (request = ''::text)))),
    CONSTRAINT bottleneck_reporter_no_mail CHECK ((no_mail = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT bottleneck_reporter_unnamed CHECK ((unnamed = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);
CREATE UNIQUE INDEX bottleneck_reporter_key ON public.bottleneck_reporter USING btree (key_print) WHERE (key_print <> ''::text);
CREATE INDEX bottleneck_reporter_of ON public.bottleneck_reporter USING btree (bottleneck);
CREATE UNIQUE INDEX bottleneck_reporter_person ON public.bottleneck_reporter USING btree (person, bottleneck) WHERE (person <> ''::text);

CREATE TABLE bottleneck_state (
    bottleneck text NOT NULL,
    number bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    state text NOT NULL,
    level text NOT NULL,
    owner_kind text NOT NULL,
    owner text NOT NULL,
    person text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    next_at bigint,
    reporters bigint NOT NULL,
    weight bigint NOT NULL,
    example bigint NOT NULL,
    reopened bigint NOT NULL,
    CONSTRAINT bottleneck_state_pkey PRIMARY KEY (bottleneck, number),
    CONSTRAINT bottleneck_state_bottleneck_fkey FOREIGN KEY (bottleneck) REFERENCES bottleneck(id),
    CONSTRAINT bottleneck_state_dated CHECK (((state = ANY (ARRAY['reported'::text, 'discussing'::text, 'taken-up'::text, 'proposed'::text])) = (next_at IS NOT NULL))),
    CONSTRAINT bottleneck_state_example CHECK ((example = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT bottleneck_state_level CHECK ((level = ANY (ARRAY['wijk'::text, 'region'::text, 'nation'::text]))),
    CONSTRAINT bottleneck_state_owned CHECK ((((owner_kind = 'wijkverband'::text) AND (level = 'wijk'::text) AND (owner <> ''::text) AND (owner = wijkverband)) OR ((owner_kind = 'region'::text) AND (level = 'region'::text) AND (owner <> ''::text) AND (owner = region)) OR ((owner_kind = 'nation'::text) AND (level = 'nation'::text) AND (owner = ''::text)) OR ((owner_kind = 'organization'::text) AND (owner <> ''::text)))),
    CONSTRAINT bottleneck_state_reporters CHECK ((reporters >= 0)),
    CONSTRAINT bottleneck_state_span CHECK ((until_at >= from_at)),
    CONSTRAINT bottleneck_state_state CHECK ((state = ANY (ARRAY['reported'::text, 'discussing'::text, 'taken-up'::text, 'proposed'::text, 'solved'::text, 'accepted'::text, 'merged'::text])))
);
CREATE INDEX bottleneck_state_board ON public.bottleneck_state USING btree (region, state, next_at) WHERE (until_at IS NULL);
CREATE INDEX bottleneck_state_board_nation ON public.bottleneck_state USING btree (level, state, next_at) WHERE (until_at IS NULL);
CREATE INDEX bottleneck_state_by_party ON public.bottleneck_state USING btree (owner) WHERE (owner_kind = 'organization'::text);
CREATE INDEX bottleneck_state_examples ON public.bottleneck_state USING btree (from_at) WHERE ((example = 1) AND (until_at IS NULL));
CREATE UNIQUE INDEX bottleneck_state_now ON public.bottleneck_state USING btree (bottleneck) WHERE (until_at IS NULL);
CREATE INDEX bottleneck_state_solved ON public.bottleneck_state USING btree (wijkverband, from_at) WHERE ((state = 'solved'::text) AND (level = 'wijk'::text) AND (wijkverband <> ''::text));
CREATE INDEX bottleneck_state_then ON public.bottleneck_state USING btree (region, from_at, until_at, state);
CREATE INDEX bottleneck_state_then_nation ON public.bottleneck_state USING btree (from_at, until_at, state) WHERE (level = 'nation'::text);

CREATE TABLE bottleneck_stop (
    bottleneck text NOT NULL,
    number bigint NOT NULL,
    level text NOT NULL,
    owner_kind text NOT NULL,
    owner text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    why text NOT NULL,
    answer_by bigint NOT NULL,
    answered_at bigint,
    CONSTRAINT bottleneck_stop_pkey PRIMARY KEY (bottleneck, number),
    CONSTRAINT bottleneck_stop_bottleneck_fkey FOREIGN KEY (bottleneck) REFERENCES bottleneck(id),
    CONSTRAINT bottleneck_stop_level CHECK ((level = ANY (ARRAY['wijk'::text, 'region'::text, 'nation'::text]))),
    CONSTRAINT bottleneck_stop_owner_kind CHECK ((owner_kind = ANY (ARRAY['wijkverband'::text, 'region'::text, 'nation'::text, 'organization'::text]))),
    CONSTRAINT bottleneck_stop_span CHECK ((until_at >= from_at))
);
CREATE INDEX bottleneck_stop_by_owner ON public.bottleneck_stop USING btree (owner, from_at);
CREATE UNIQUE INDEX bottleneck_stop_now ON public.bottleneck_stop USING btree (bottleneck) WHERE (until_at IS NULL);

CREATE TABLE bottleneck_theme (
    code text NOT NULL,
    name text NOT NULL,
    plain text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT bottleneck_theme_position_key UNIQUE ("position"),
    CONSTRAINT bottleneck_theme_pkey PRIMARY KEY (code)
);

CREATE TABLE bottleneck_vote (
    bottleneck text NOT NULL,
    number bigint NOT NULL,
    reporter text NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT bottleneck_vote_pkey PRIMARY KEY (bottleneck, number, reporter),
    CONSTRAINT bottleneck_vote_ending FOREIGN KEY (bottleneck, number) REFERENCES bottleneck_ending(bottleneck, number),
    CONSTRAINT bottleneck_vote_reporter_fkey FOREIGN KEY (reporter) REFERENCES bottleneck_reporter(id)
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

CREATE TABLE endpoint (
    id text NOT NULL,
    organization text NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL,
    name text NOT NULL,
    connection text NOT NULL,
    payloads text NOT NULL,
    mime_types text NOT NULL,
    address text NOT NULL,
    from_at bigint,
    until_at bigint,
    changed_at bigint NOT NULL,
    CONSTRAINT endpoint_pkey PRIMARY KEY (id),
    CONSTRAINT endpoint_connection_fkey FOREIGN KEY (connection) REFERENCES endpoint_connection(code),
    CONSTRAINT endpoint_ends_later CHECK ((until_at > from_at)),
    CONSTRAINT endpoint_status CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'test'::text, 'off'::text]))),
    CONSTRAINT endpoint_version CHECK ((version > 0))
);
CREATE INDEX endpoint_by_organization ON public.endpoint USING btree (organization, id);

CREATE TABLE endpoint_connection (
    code text NOT NULL,
    system text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT endpoint_connection_position_key UNIQUE ("position"),
    CONSTRAINT endpoint_connection_pkey PRIMARY KEY (code)
);

CREATE TABLE endpoint_payload (
    code text NOT NULL,
    system text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT endpoint_payload_position_key UNIQUE ("position"),
    CONSTRAINT endpoint_payload_pkey PRIMARY KEY (code)
);

CREATE TABLE feed_condition (
    condition text NOT NULL,
    type text NOT NULL,
    id text NOT NULL,
    CONSTRAINT feed_condition_pkey PRIMARY KEY (condition),
    CONSTRAINT feed_condition_id CHECK ((id <> ''::text)),
    CONSTRAINT feed_condition_type CHECK ((type <> ''::text))
);

CREATE TABLE feed_place (
    id text NOT NULL,
    organization text NOT NULL,
    CONSTRAINT feed_place_pkey PRIMARY KEY (id),
    CONSTRAINT feed_place_organization CHECK ((organization <> ''::text))
);

CREATE TABLE fhir_due (
    type text NOT NULL,
    id text NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT fhir_due_pkey PRIMARY KEY (type, id)
);
CREATE INDEX fhir_due_by_time ON public.fhir_due USING btree (at);

CREATE TABLE fhir_index (
    param text NOT NULL,
    value text NOT NULL,
    pk bigint NOT NULL,
    CONSTRAINT fhir_index_pkey PRIMARY KEY (param, value, pk),
    CONSTRAINT fhir_index_pk_fkey FOREIGN KEY (pk) REFERENCES fhir_resource(pk)
);

CREATE TABLE fhir_progress (
    name text NOT NULL,
    ledger_seq bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    indexed text NOT NULL,
    CONSTRAINT fhir_progress_pkey PRIMARY KEY (name)
);

CREATE TABLE fhir_resource (
    pk bigint NOT NULL,
    type text NOT NULL,
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    gone bigint NOT NULL,
    CONSTRAINT fhir_resource_type_id_key UNIQUE (type, id),
    CONSTRAINT fhir_resource_pkey PRIMARY KEY (pk),
    CONSTRAINT fhir_resource_gone CHECK ((gone = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT fhir_resource_id CHECK ((id <> ''::text)),
    CONSTRAINT fhir_resource_type CHECK ((type <> ''::text)),
    CONSTRAINT fhir_resource_version CHECK ((version > 0))
);

CREATE TABLE fhir_version (
    pk bigint NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    type text NOT NULL,
    at bigint NOT NULL,
    gone bigint NOT NULL,
    source text NOT NULL,
    digest bytea NOT NULL,
    body text NOT NULL,
    CONSTRAINT fhir_version_seq_key UNIQUE (seq),
    CONSTRAINT fhir_version_pkey PRIMARY KEY (pk, version),
    CONSTRAINT fhir_version_pk_fkey FOREIGN KEY (pk) REFERENCES fhir_resource(pk),
    CONSTRAINT fhir_version_body CHECK (((gone = 1) = (body = ''::text))),
    CONSTRAINT fhir_version_gone CHECK ((gone = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT fhir_version_version CHECK ((version > 0))
);
CREATE INDEX fhir_version_by_time ON public.fhir_version USING btree (at, seq);
CREATE INDEX fhir_version_by_type ON public.fhir_version USING btree (type, seq);

CREATE TABLE forum_votes (
    forum text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    from_at bigint NOT NULL,
    known_from bigint NOT NULL,
    known_until bigint,
    equal bigint NOT NULL,
    agreed_by text NOT NULL,
    CONSTRAINT forum_votes_pkey PRIMARY KEY (region, forum, wijkverband, from_at, known_from),
    CONSTRAINT forum_votes_equal CHECK ((equal = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT forum_votes_forum CHECK ((forum = ANY (ARRAY['resv'::text, 'wijkverband'::text, 'regiotafel'::text, 'roaz'::text, 'nation'::text]))),
    CONSTRAINT forum_votes_known_later CHECK ((known_until > known_from))
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

CREATE TABLE mandate (
    id text NOT NULL,
    version bigint NOT NULL,
    known_from bigint NOT NULL,
    known_until bigint,
    grantor text NOT NULL,
    own bigint NOT NULL,
    delegate text NOT NULL,
    forum text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    subjects text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    evidence text NOT NULL,
    revoked_at bigint,
    revoked_why text NOT NULL,
    why text NOT NULL,
    CONSTRAINT mandate_pkey PRIMARY KEY (id, version),
    CONSTRAINT mandate_ends_later CHECK ((until_at > from_at)),
    CONSTRAINT mandate_forum CHECK ((forum = ANY (ARRAY['resv'::text, 'wijkverband'::text, 'regiotafel'::text, 'roaz'::text, 'nation'::text]))),
    CONSTRAINT mandate_known_later CHECK ((known_until > known_from)),
    CONSTRAINT mandate_own CHECK ((own = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT mandate_place CHECK ((((region = ''::text) = (forum = 'nation'::text)) AND ((wijkverband <> ''::text) = (forum = 'wijkverband'::text)))),
    CONSTRAINT mandate_version CHECK ((version > 0))
);
CREATE INDEX mandate_by_delegate ON public.mandate USING btree (delegate);
CREATE INDEX mandate_by_forum ON public.mandate USING btree (region, forum, wijkverband);
CREATE INDEX mandate_by_grantor ON public.mandate USING btree (grantor);
CREATE UNIQUE INDEX mandate_now ON public.mandate USING btree (id) WHERE (known_until IS NULL);

CREATE TABLE mandate_known (
    id text NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT mandate_known_pkey PRIMARY KEY (id)
);

CREATE TABLE mandate_subject (
    code text NOT NULL,
    name text NOT NULL,
    plain text NOT NULL,
    national_only bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT mandate_subject_position_key UNIQUE ("position"),
    CONSTRAINT mandate_subject_pkey PRIMARY KEY (code),
    CONSTRAINT mandate_subject_national_only CHECK ((national_only = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE meeting (
    id text NOT NULL,
    version bigint NOT NULL,
    forum_kind text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    at bigint NOT NULL,
    minutes bigint NOT NULL,
    place text NOT NULL,
    state text NOT NULL,
    made_at bigint NOT NULL,
    made_by text NOT NULL,
    started_at bigint,
    ended_at bigint,
    why text NOT NULL,
    CONSTRAINT meeting_pkey PRIMARY KEY (id),
    CONSTRAINT meeting_cancelled CHECK (((state = 'cancelled'::text) = (why <> ''::text))),
    CONSTRAINT meeting_ended CHECK (((state = ANY (ARRAY['closed'::text, 'cancelled'::text])) = (ended_at IS NOT NULL))),
    CONSTRAINT meeting_forum CHECK ((((forum_kind = 'nation'::text) = (region = ''::text)) AND ((forum_kind = 'wijkverband'::text) = (wijkverband <> ''::text)))),
    CONSTRAINT meeting_forum_kind CHECK ((forum_kind = ANY (ARRAY['resv'::text, 'wijkverband'::text, 'regiotafel'::text, 'roaz'::text, 'nation'::text]))),
    CONSTRAINT meeting_minutes CHECK (((minutes >= 5) AND (minutes <= 720))),
    CONSTRAINT meeting_order CHECK ((ended_at >= started_at)),
    CONSTRAINT meeting_started CHECK (((state = ANY (ARRAY['open'::text, 'closed'::text])) = (started_at IS NOT NULL))),
    CONSTRAINT meeting_state CHECK ((state = ANY (ARRAY['planned'::text, 'open'::text, 'closed'::text, 'cancelled'::text]))),
    CONSTRAINT meeting_version CHECK ((version > 0))
);
CREATE INDEX meeting_by_region ON public.meeting USING btree (region, wijkverband, at);
CREATE INDEX meeting_by_wijkverband ON public.meeting USING btree (wijkverband, at) WHERE (wijkverband <> ''::text);
CREATE INDEX meeting_held ON public.meeting USING btree (wijkverband, at) WHERE ((state = 'closed'::text) AND (wijkverband <> ''::text));

CREATE TABLE meeting_expected (
    meeting text NOT NULL,
    organization text NOT NULL,
    discipline text NOT NULL,
    person text NOT NULL,
    seat text NOT NULL,
    CONSTRAINT meeting_expected_pkey PRIMARY KEY (meeting, organization, person, seat),
    CONSTRAINT meeting_expected_meeting_fkey FOREIGN KEY (meeting) REFERENCES meeting(id)
);

CREATE TABLE meeting_item (
    id text NOT NULL,
    meeting text NOT NULL,
    version bigint NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    title text NOT NULL,
    weight bigint NOT NULL,
    minutes text NOT NULL,
    decision text NOT NULL,
    done bigint NOT NULL,
    carried text NOT NULL,
    made_at bigint NOT NULL,
    made_by text NOT NULL,
    dropped_at bigint,
    CONSTRAINT meeting_item_pkey PRIMARY KEY (id),
    CONSTRAINT meeting_item_meeting_fkey FOREIGN KEY (meeting) REFERENCES meeting(id),
    CONSTRAINT meeting_item_done CHECK ((done = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT meeting_item_kind CHECK ((kind = ANY (ARRAY['bottleneck'::text, 'agreement'::text, 'topic'::text]))),
    CONSTRAINT meeting_item_ref CHECK (((kind = 'topic'::text) = (ref = ''::text))),
    CONSTRAINT meeting_item_title CHECK ((title <> ''::text)),
    CONSTRAINT meeting_item_version CHECK ((version > 0))
);
CREATE INDEX meeting_item_by_meeting ON public.meeting_item USING btree (meeting);
CREATE INDEX meeting_item_by_ref ON public.meeting_item USING btree (ref) WHERE (ref <> ''::text);
CREATE UNIQUE INDEX meeting_item_once ON public.meeting_item USING btree (meeting, kind, ref) WHERE ((ref <> ''::text) AND (dropped_at IS NULL));

CREATE TABLE meeting_present (
    meeting text NOT NULL,
    organization text NOT NULL,
    discipline text NOT NULL,
    person text NOT NULL,
    seat text NOT NULL,
    CONSTRAINT meeting_present_pkey PRIMARY KEY (meeting, organization, person, seat),
    CONSTRAINT meeting_present_meeting_fkey FOREIGN KEY (meeting) REFERENCES meeting(id)
);

CREATE TABLE meeting_task (
    id text NOT NULL,
    meeting text NOT NULL,
    item text NOT NULL,
    what text NOT NULL,
    person text NOT NULL,
    organization text NOT NULL,
    by_at bigint NOT NULL,
    made_at bigint NOT NULL,
    done_at bigint,
    done_by text NOT NULL,
    CONSTRAINT meeting_task_pkey PRIMARY KEY (id),
    CONSTRAINT meeting_task_meeting_fkey FOREIGN KEY (meeting) REFERENCES meeting(id),
    CONSTRAINT meeting_task_done CHECK (((done_at IS NULL) = (done_by = ''::text))),
    CONSTRAINT meeting_task_owner CHECK (((person <> ''::text) OR (organization <> ''::text))),
    CONSTRAINT meeting_task_what CHECK ((what <> ''::text))
);
CREATE INDEX meeting_task_by_meeting ON public.meeting_task USING btree (meeting);
CREATE INDEX meeting_task_by_person ON public.meeting_task USING btree (person, by_at) WHERE (person <> ''::text);

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

CREATE TABLE mirror_cursor (
    source text NOT NULL,
    type text NOT NULL,
    phase text NOT NULL,
    load bigint NOT NULL,
    page text NOT NULL,
    since text NOT NULL,
    skipped bigint NOT NULL,
    CONSTRAINT mirror_cursor_pkey PRIMARY KEY (source, type),
    CONSTRAINT mirror_cursor_source_fkey FOREIGN KEY (source) REFERENCES mirror_source(id),
    CONSTRAINT mirror_cursor_phase CHECK ((phase = ANY (ARRAY['load'::text, 'sweep'::text, 'follow'::text])))
);

CREATE TABLE mirror_due (
    source text NOT NULL,
    service text NOT NULL,
    CONSTRAINT mirror_due_pkey PRIMARY KEY (source, service)
);

CREATE TABLE mirror_entry (
    source text NOT NULL,
    service text NOT NULL,
    state text NOT NULL,
    told text NOT NULL,
    telling text NOT NULL,
    problem_nl text NOT NULL,
    problem_en text NOT NULL,
    CONSTRAINT mirror_entry_pkey PRIMARY KEY (source, service),
    CONSTRAINT mirror_entry_source_fkey FOREIGN KEY (source) REFERENCES mirror_source(id),
    CONSTRAINT mirror_entry_state CHECK ((state = ANY (ARRAY['taken'::text, 'ended'::text, 'held'::text, 'unfit'::text])))
);
CREATE INDEX mirror_entry_by_state ON public.mirror_entry USING btree (source, state, service);

CREATE TABLE mirror_link (
    source text NOT NULL,
    type text NOT NULL,
    id text NOT NULL,
    service text NOT NULL,
    CONSTRAINT mirror_link_pkey PRIMARY KEY (source, type, id, service)
);
CREATE INDEX mirror_link_by_service ON public.mirror_link USING btree (source, service);

CREATE TABLE mirror_party (
    source text NOT NULL,
    id text NOT NULL,
    organization text NOT NULL,
    own bigint NOT NULL,
    numbers text NOT NULL,
    CONSTRAINT mirror_party_pkey PRIMARY KEY (source, id),
    CONSTRAINT mirror_party_source_fkey FOREIGN KEY (source) REFERENCES mirror_source(id),
    CONSTRAINT mirror_party_own CHECK ((own = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE mirror_passed (
    source text NOT NULL,
    type text NOT NULL,
    id text NOT NULL,
    why_nl text NOT NULL,
    why_en text NOT NULL,
    CONSTRAINT mirror_passed_pkey PRIMARY KEY (source, type, id),
    CONSTRAINT mirror_passed_source_fkey FOREIGN KEY (source) REFERENCES mirror_source(id)
);

CREATE TABLE mirror_resource (
    source text NOT NULL,
    type text NOT NULL,
    id text NOT NULL,
    version text NOT NULL,
    at bigint NOT NULL,
    gone bigint NOT NULL,
    load bigint NOT NULL,
    digest bytea NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT mirror_resource_pkey PRIMARY KEY (source, type, id),
    CONSTRAINT mirror_resource_source_fkey FOREIGN KEY (source) REFERENCES mirror_source(id),
    CONSTRAINT mirror_resource_gone CHECK ((gone = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);
CREATE INDEX mirror_resource_by_load ON public.mirror_resource USING btree (source, type, gone, load, id);

CREATE TABLE mirror_source (
    id text NOT NULL,
    name text NOT NULL,
    base text NOT NULL,
    types text NOT NULL,
    every bigint NOT NULL,
    most bigint NOT NULL,
    token bytea NOT NULL,
    paused bigint NOT NULL,
    anew bigint NOT NULL,
    due_at bigint NOT NULL,
    holder text NOT NULL,
    held_until bigint NOT NULL,
    tries bigint NOT NULL,
    tried_at bigint,
    good_at bigint,
    problem_nl text NOT NULL,
    problem_en text NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT mirror_source_base_key UNIQUE (base),
    CONSTRAINT mirror_source_name_key UNIQUE (name),
    CONSTRAINT mirror_source_pkey PRIMARY KEY (id),
    CONSTRAINT mirror_source_anew CHECK ((anew = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT mirror_source_every CHECK ((every > 0)),
    CONSTRAINT mirror_source_most CHECK ((most > 0)),
    CONSTRAINT mirror_source_paused CHECK ((paused = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE national_board (
    seat text NOT NULL,
    organization text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    CONSTRAINT national_board_seat CHECK ((seat = 'nation'::text)),
    CONSTRAINT national_board_span CHECK ((until_at >= from_at))
);
CREATE UNIQUE INDEX national_board_now ON public.national_board USING btree (seat) WHERE (until_at IS NULL);

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

CREATE TABLE notice_report (
    taken text NOT NULL,
    step text NOT NULL,
    day text NOT NULL,
    reason text NOT NULL,
    state text NOT NULL,
    tries bigint NOT NULL,
    problem_nl text NOT NULL,
    problem_en text NOT NULL,
    told_at bigint NOT NULL,
    version text NOT NULL DEFAULT ''::text,
    CONSTRAINT notice_report_pkey PRIMARY KEY (taken),
    CONSTRAINT notice_report_taken_fkey FOREIGN KEY (taken) REFERENCES notice_taken(id),
    CONSTRAINT notice_report_state CHECK ((state = ANY (ARRAY['waiting'::text, 'there'::text, 'refused'::text]))),
    CONSTRAINT notice_report_step CHECK ((step = ANY (ARRAY['yes'::text, 'no'::text, 'begun'::text, 'done'::text, 'fell'::text])))
);

CREATE TABLE notice_sent (
    id text NOT NULL,
    invitation text NOT NULL,
    request text NOT NULL,
    provider text NOT NULL,
    requester text NOT NULL,
    address text NOT NULL,
    form text NOT NULL,
    wanted text NOT NULL,
    told text NOT NULL,
    until_at bigint NOT NULL,
    tries bigint NOT NULL,
    told_at bigint,
    problem_nl text NOT NULL,
    problem_en text NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT notice_sent_invitation_key UNIQUE (invitation),
    CONSTRAINT notice_sent_pkey PRIMARY KEY (id),
    CONSTRAINT notice_sent_form CHECK ((form = ANY (ARRAY['4.0'::text, '3.0'::text]))),
    CONSTRAINT notice_sent_told CHECK ((told = ANY (ARRAY[''::text, 'requested'::text, 'cancelled'::text]))),
    CONSTRAINT notice_sent_wanted CHECK ((wanted = ANY (ARRAY['requested'::text, 'cancelled'::text])))
);
CREATE INDEX notice_sent_by_request ON public.notice_sent USING btree (request);

CREATE TABLE notice_taken (
    id text NOT NULL,
    sender text NOT NULL,
    ura text NOT NULL,
    identifier text NOT NULL,
    thread text NOT NULL,
    owner text NOT NULL,
    task text NOT NULL,
    request text NOT NULL,
    ticket bytea NOT NULL,
    until_at bigint NOT NULL,
    state text NOT NULL,
    status text NOT NULL,
    business text NOT NULL,
    what text NOT NULL,
    priority text NOT NULL,
    tries bigint NOT NULL,
    read_at bigint,
    problem_nl text NOT NULL,
    problem_en text NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT notice_taken_sender_identifier_key UNIQUE (sender, identifier),
    CONSTRAINT notice_taken_pkey PRIMARY KEY (id),
    CONSTRAINT notice_taken_state CHECK ((state = ANY (ARRAY['open'::text, 'cancelled'::text, 'replaced'::text])))
);
CREATE INDEX notice_taken_by_owner ON public.notice_taken USING btree (owner, until_at);

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

CREATE TABLE obligation_answer (
    period text NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    kept bigint NOT NULL,
    words text NOT NULL,
    at bigint NOT NULL,
    by_person text NOT NULL,
    by_organization text NOT NULL,
    CONSTRAINT obligation_answer_pkey PRIMARY KEY (period, number),
    CONSTRAINT obligation_answer_period_fkey FOREIGN KEY (period) REFERENCES obligation_period(id),
    CONSTRAINT obligation_answer_attested CHECK (((kept = 0) OR (kind = 'attested'::text))),
    CONSTRAINT obligation_answer_explained CHECK (((kept = 1) OR (words <> ''::text))),
    CONSTRAINT obligation_answer_kept CHECK ((kept = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT obligation_answer_kind CHECK ((kind = ANY (ARRAY['explained'::text, 'attested'::text]))),
    CONSTRAINT obligation_answer_number CHECK ((number > 0))
);

CREATE TABLE obligation_period (
    id text NOT NULL,
    agreement text NOT NULL,
    version bigint NOT NULL,
    obligation text NOT NULL,
    party text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    n bigint NOT NULL,
    good bigint NOT NULL,
    outcome text NOT NULL,
    weighed_at bigint NOT NULL,
    due_at bigint,
    CONSTRAINT obligation_period_once UNIQUE (agreement, obligation, party, from_at),
    CONSTRAINT obligation_period_pkey PRIMARY KEY (id),
    CONSTRAINT obligation_period_agreement_version_obligation_fkey FOREIGN KEY (agreement, version, obligation) REFERENCES obligation_term(agreement, version, obligation),
    CONSTRAINT obligation_period_asks CHECK (((outcome <> 'not-kept'::text) OR (due_at IS NOT NULL))),
    CONSTRAINT obligation_period_good CHECK (((good >= 0) AND (good <= n))),
    CONSTRAINT obligation_period_n CHECK ((n >= 0)),
    CONSTRAINT obligation_period_outcome CHECK ((outcome = ANY (ARRAY['kept'::text, 'not-kept'::text, 'unknown'::text]))),
    CONSTRAINT obligation_period_unknown CHECK (((outcome = 'unknown'::text) = (n = 0))),
    CONSTRAINT obligation_period_until CHECK ((until_at > from_at)),
    CONSTRAINT obligation_period_weighed CHECK ((weighed_at >= until_at))
);
CREATE INDEX obligation_period_by_agreement ON public.obligation_period USING btree (agreement, until_at);
CREATE INDEX obligation_period_by_party ON public.obligation_period USING btree (party, until_at);

CREATE TABLE obligation_question (
    period text NOT NULL,
    agreement text NOT NULL,
    party text NOT NULL,
    times bigint NOT NULL,
    next_at bigint,
    answered_at bigint,
    CONSTRAINT obligation_question_pkey PRIMARY KEY (period),
    CONSTRAINT obligation_question_period_fkey FOREIGN KEY (period) REFERENCES obligation_period(id),
    CONSTRAINT obligation_question_answered CHECK (((answered_at IS NULL) OR (next_at IS NULL))),
    CONSTRAINT obligation_question_times CHECK ((times >= 0))
);
CREATE INDEX obligation_question_due ON public.obligation_question USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX obligation_question_open ON public.obligation_question USING btree (party) WHERE (answered_at IS NULL);

CREATE TABLE obligation_term (
    agreement text NOT NULL,
    version bigint NOT NULL,
    obligation text NOT NULL,
    number bigint NOT NULL,
    title text NOT NULL,
    subject text NOT NULL,
    forum text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    clause text NOT NULL,
    what text NOT NULL,
    measure text NOT NULL,
    params text NOT NULL,
    norm bigint NOT NULL,
    cycle text NOT NULL,
    CONSTRAINT obligation_term_pkey PRIMARY KEY (agreement, version, obligation),
    CONSTRAINT obligation_term_cycle CHECK ((cycle = ANY (ARRAY['week'::text, 'month'::text, 'quarter'::text, 'year'::text]))),
    CONSTRAINT obligation_term_norm CHECK (((norm >= 0) AND (norm <= 100)))
);
CREATE INDEX obligation_term_by_region ON public.obligation_term USING btree (region, wijkverband);

CREATE TABLE obligation_weighed (
    cycle text NOT NULL,
    until_at bigint NOT NULL,
    CONSTRAINT obligation_weighed_pkey PRIMARY KEY (cycle)
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

CREATE TABLE peer (
    id text NOT NULL,
    name text NOT NULL,
    base text NOT NULL,
    notices text NOT NULL,
    token text NOT NULL,
    scope text NOT NULL,
    organization text NOT NULL,
    client text NOT NULL,
    uras text NOT NULL,
    paused bigint NOT NULL,
    tried_at bigint,
    good_at bigint,
    problem_nl text NOT NULL,
    problem_en text NOT NULL,
    signals text NOT NULL,
    subscription text NOT NULL,
    heard_at bigint,
    made_at bigint NOT NULL,
    CONSTRAINT peer_base_organization_key UNIQUE (base, organization),
    CONSTRAINT peer_name_key UNIQUE (name),
    CONSTRAINT peer_pkey PRIMARY KEY (id),
    CONSTRAINT peer_paused CHECK ((paused = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT peer_signals CHECK ((signals = ANY (ARRAY['none'::text, 'asked'::text, 'refused'::text])))
);

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
    fell text NOT NULL DEFAULT ''::text,
    CONSTRAINT placement_invitation_pkey PRIMARY KEY (id),
    CONSTRAINT placement_invitation_offer_fkey FOREIGN KEY (offer) REFERENCES offer(id),
    CONSTRAINT placement_invitation_request_fkey FOREIGN KEY (request) REFERENCES placement_request(id),
    CONSTRAINT placement_invitation_chance CHECK (((chance >= (0)::double precision) AND (chance <= (1)::double precision))),
    CONSTRAINT placement_invitation_ended CHECK (((state = ANY (ARRAY['open'::text, 'offered'::text])) = (ended_at IS NULL))),
    CONSTRAINT placement_invitation_fell CHECK (((fell = ''::text) OR (state = 'withdrawn'::text))),
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

CREATE TABLE record_launch (
    state text NOT NULL,
    until_at bigint NOT NULL,
    CONSTRAINT record_launch_pkey PRIMARY KEY (state)
);
CREATE INDEX record_launch_until ON public.record_launch USING btree (until_at);

CREATE TABLE record_system (
    id text NOT NULL,
    name text NOT NULL,
    base text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    organization text NOT NULL,
    assurance bigint NOT NULL,
    patient bigint NOT NULL,
    state text NOT NULL,
    made_at bigint NOT NULL,
    used_at bigint,
    signed bigint NOT NULL DEFAULT 0,
    CONSTRAINT record_system_base_key UNIQUE (base),
    CONSTRAINT record_system_pkey PRIMARY KEY (id),
    CONSTRAINT record_system_assurance CHECK (((assurance >= 1) AND (assurance <= 3))),
    CONSTRAINT record_system_patient CHECK ((patient = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT record_system_signed CHECK ((signed = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT record_system_state CHECK ((state = ANY (ARRAY['on'::text, 'off'::text])))
);

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

CREATE TABLE region_evidence (
    region text NOT NULL,
    code text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    words text NOT NULL,
    CONSTRAINT region_evidence_pkey PRIMARY KEY (region, code, from_at),
    CONSTRAINT region_evidence_region_fkey FOREIGN KEY (region) REFERENCES region(id),
    CONSTRAINT region_evidence_code CHECK ((code = ANY (ARRAY['plan'::text, 'cooperation'::text, 'insurer'::text])))
);
CREATE UNIQUE INDEX region_evidence_now ON public.region_evidence USING btree (region, code) WHERE (until_at IS NULL);

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

CREATE TABLE seat (
    id text NOT NULL,
    version bigint NOT NULL,
    known_from bigint NOT NULL,
    known_until bigint,
    forum text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    name text NOT NULL,
    discipline text NOT NULL,
    citizens bigint NOT NULL,
    weight bigint NOT NULL,
    holder text NOT NULL,
    organization text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    gone bigint NOT NULL,
    CONSTRAINT seat_pkey PRIMARY KEY (id, from_at, version),
    CONSTRAINT seat_citizens CHECK ((citizens = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT seat_ends_later CHECK ((until_at > from_at)),
    CONSTRAINT seat_forum CHECK ((forum = ANY (ARRAY['resv'::text, 'wijkverband'::text, 'regiotafel'::text, 'roaz'::text, 'nation'::text]))),
    CONSTRAINT seat_gone CHECK ((gone = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT seat_known_later CHECK ((known_until > known_from)),
    CONSTRAINT seat_place CHECK ((((region = ''::text) = (forum = 'nation'::text)) AND ((wijkverband <> ''::text) = (forum = 'wijkverband'::text)))),
    CONSTRAINT seat_version CHECK ((version > 0)),
    CONSTRAINT seat_weight CHECK ((weight > 0))
);
CREATE INDEX seat_by_forum ON public.seat USING btree (region, forum, wijkverband);
CREATE UNIQUE INDEX seat_now ON public.seat USING btree (id, from_at) WHERE (known_until IS NULL);

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

CREATE TABLE signal_rule (
    id text NOT NULL,
    version bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    region text NOT NULL,
    measure text NOT NULL,
    norm text NOT NULL,
    discipline text NOT NULL,
    time_window text NOT NULL,
    kind text NOT NULL,
    threshold bigint NOT NULL,
    weeks bigint NOT NULL,
    level text NOT NULL,
    theme text NOT NULL,
    title text NOT NULL,
    source text NOT NULL,
    CONSTRAINT signal_rule_pkey PRIMARY KEY (id, version),
    CONSTRAINT signal_rule_theme_fkey FOREIGN KEY (theme) REFERENCES bottleneck_theme(code),
    CONSTRAINT signal_rule_contact CHECK ((((measure = 'no-contact'::text) = (time_window <> ''::text)) AND ((measure <> 'no-contact'::text) OR (discipline <> ''::text)))),
    CONSTRAINT signal_rule_kind CHECK (((kind = ''::text) OR (measure = ANY (ARRAY['declines'::text, 'bridging'::text])))),
    CONSTRAINT signal_rule_level CHECK ((level = ANY (ARRAY['wijk'::text, 'region'::text]))),
    CONSTRAINT signal_rule_measure CHECK ((measure = ANY (ARRAY['wait-above-norm'::text, 'declines'::text, 'bridging'::text, 'no-contact'::text, 'unanswered'::text, 'coverage-gap'::text]))),
    CONSTRAINT signal_rule_norm CHECK (((measure = 'wait-above-norm'::text) = (norm <> ''::text))),
    CONSTRAINT signal_rule_source CHECK ((source <> ''::text)),
    CONSTRAINT signal_rule_threshold CHECK (((threshold >= 0) AND (threshold <= 100))),
    CONSTRAINT signal_rule_time_window CHECK ((time_window = ANY (ARRAY[''::text, 'night'::text, 'evening'::text, 'weekend'::text]))),
    CONSTRAINT signal_rule_title CHECK ((title <> ''::text)),
    CONSTRAINT signal_rule_until CHECK ((until_at >= from_at)),
    CONSTRAINT signal_rule_version CHECK ((version > 0)),
    CONSTRAINT signal_rule_weeks CHECK (((weeks >= 1) AND (weeks <= 26)))
);
CREATE UNIQUE INDEX signal_rule_now ON public.signal_rule USING btree (id) WHERE (until_at IS NULL);
CREATE UNIQUE INDEX signal_rule_one ON public.signal_rule USING btree (region, measure, norm, discipline, time_window, kind, level) WHERE (until_at IS NULL);

CREATE TABLE signal_spoke (
    id text NOT NULL,
    rule text NOT NULL,
    region text NOT NULL,
    wijkverband text NOT NULL,
    bottleneck text NOT NULL,
    spoke_at bigint NOT NULL,
    fell_at bigint,
    CONSTRAINT signal_spoke_pkey PRIMARY KEY (id),
    CONSTRAINT signal_spoke_bottleneck_fkey FOREIGN KEY (bottleneck) REFERENCES bottleneck(id),
    CONSTRAINT signal_spoke_fell CHECK ((fell_at >= spoke_at)),
    CONSTRAINT signal_spoke_region CHECK ((region <> ''::text))
);
CREATE INDEX signal_spoke_by_bottleneck ON public.signal_spoke USING btree (bottleneck);
CREATE UNIQUE INDEX signal_spoke_now ON public.signal_spoke USING btree (rule, region, wijkverband) WHERE (fell_at IS NULL);

CREATE TABLE slot (
    id text NOT NULL,
    service text NOT NULL,
    kind text NOT NULL,
    start_at bigint NOT NULL,
    end_at bigint NOT NULL,
    free bigint NOT NULL,
    link text NOT NULL,
    phone text NOT NULL,
    CONSTRAINT slot_pkey PRIMARY KEY (id),
    CONSTRAINT slot_kind_fkey FOREIGN KEY (kind) REFERENCES capacity_kind(code),
    CONSTRAINT slot_service_fkey FOREIGN KEY (service) REFERENCES slot_publication(service),
    CONSTRAINT slot_free CHECK (((free >= 0) AND (free <= 100))),
    CONSTRAINT slot_kind CHECK ((kind = ANY (ARRAY['eerste-afspraak'::text, 'meekijkconsult'::text]))),
    CONSTRAINT slot_span CHECK ((end_at > start_at))
);
CREATE INDEX slot_by_start ON public.slot USING btree (start_at, id);
CREATE INDEX slot_of_service ON public.slot USING btree (service, start_at, id);

CREATE TABLE slot_publication (
    service text NOT NULL,
    number bigint NOT NULL,
    published_at bigint NOT NULL,
    good_until bigint NOT NULL,
    source text NOT NULL,
    CONSTRAINT slot_publication_pkey PRIMARY KEY (service),
    CONSTRAINT slot_publication_service_fkey FOREIGN KEY (service) REFERENCES service(id),
    CONSTRAINT slot_publication_good CHECK ((good_until > published_at)),
    CONSTRAINT slot_publication_number CHECK ((number > 0)),
    CONSTRAINT slot_publication_source CHECK ((source = ANY (ARRAY['person'::text, 'system'::text])))
);

CREATE TABLE standing (
    id text NOT NULL,
    version bigint NOT NULL,
    known_from bigint NOT NULL,
    known_until bigint,
    body text NOT NULL,
    region text NOT NULL,
    discipline text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    evidence text NOT NULL,
    why text NOT NULL,
    CONSTRAINT standing_pkey PRIMARY KEY (id, version),
    CONSTRAINT standing_discipline_fkey FOREIGN KEY (discipline) REFERENCES discipline(code),
    CONSTRAINT standing_ends_later CHECK ((until_at >= from_at)),
    CONSTRAINT standing_known_later CHECK ((known_until > known_from)),
    CONSTRAINT standing_version CHECK ((version > 0))
);
CREATE INDEX standing_by_body ON public.standing USING btree (body, region);
CREATE INDEX standing_by_region ON public.standing USING btree (region, discipline);
CREATE UNIQUE INDEX standing_now ON public.standing USING btree (id) WHERE (known_until IS NULL);

CREATE TABLE subscription (
    id text NOT NULL,
    organization text NOT NULL,
    client text NOT NULL,
    topic text NOT NULL,
    filters text NOT NULL,
    reason text NOT NULL,
    endpoint text NOT NULL,
    headers bytea NOT NULL,
    heartbeat bigint NOT NULL,
    timeout bigint NOT NULL,
    most bigint NOT NULL,
    end_at bigint,
    state text NOT NULL,
    problem text NOT NULL,
    version bigint NOT NULL,
    made_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    from_seq bigint NOT NULL,
    events bigint NOT NULL,
    told bigint NOT NULL,
    greeted bigint NOT NULL,
    failures bigint NOT NULL,
    failing_at bigint,
    next_at bigint NOT NULL,
    spoke_at bigint,
    holder text NOT NULL,
    held_until bigint NOT NULL,
    CONSTRAINT subscription_pkey PRIMARY KEY (id),
    CONSTRAINT subscription_failing CHECK (((failing_at IS NULL) = (failures = 0))),
    CONSTRAINT subscription_greeted CHECK ((greeted = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT subscription_heartbeat CHECK ((heartbeat >= 0)),
    CONSTRAINT subscription_most CHECK ((most > 0)),
    CONSTRAINT subscription_state CHECK ((state = ANY (ARRAY['requested'::text, 'active'::text, 'error'::text, 'off'::text]))),
    CONSTRAINT subscription_timeout CHECK ((timeout > 0)),
    CONSTRAINT subscription_told CHECK (((told >= 0) AND (told <= events))),
    CONSTRAINT subscription_topic CHECK ((topic = ANY (ARRAY['task-changed'::text, 'directory-changed'::text])))
);
CREATE INDEX subscription_by_organization ON public.subscription USING btree (organization, id);
CREATE INDEX subscription_by_topic ON public.subscription USING btree (topic, state);

CREATE TABLE subscription_event (
    subscription text NOT NULL,
    number bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT subscription_event_pkey PRIMARY KEY (subscription, number),
    CONSTRAINT subscription_event_subscription_fkey FOREIGN KEY (subscription) REFERENCES subscription(id)
);

CREATE TABLE subscription_progress (
    topic text NOT NULL,
    seq bigint NOT NULL,
    CONSTRAINT subscription_progress_pkey PRIMARY KEY (topic)
);

CREATE TABLE substitution (
    id text NOT NULL,
    version bigint NOT NULL,
    known_from bigint NOT NULL,
    known_until bigint,
    mandate text NOT NULL,
    person text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    CONSTRAINT substitution_pkey PRIMARY KEY (id, version),
    CONSTRAINT substitution_ends_later CHECK ((until_at >= from_at)),
    CONSTRAINT substitution_known_later CHECK ((known_until > known_from)),
    CONSTRAINT substitution_version CHECK ((version > 0))
);
CREATE INDEX substitution_by_mandate ON public.substitution USING btree (mandate);
CREATE INDEX substitution_by_person ON public.substitution USING btree (person);
CREATE UNIQUE INDEX substitution_now ON public.substitution USING btree (id) WHERE (known_until IS NULL);

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

CREATE VIEW bottleneck_turn AS
 SELECT s.bottleneck,
    s.level,
    s.owner_kind,
    s.owner,
    s.region,
    s.wijkverband,
    s.from_at,
    s.answered_at,
    s.until_at
   FROM bottleneck_stop s;

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

CREATE VIEW discipline_mandate AS
 SELECT m.region,
    s.discipline,
    m.id AS mandate,
    m.from_at,
    m.until_at,
    m.revoked_at,
    s.from_at AS standing_from,
    s.until_at AS standing_until
   FROM (mandate m
     JOIN standing s ON (((s.body = m.grantor) AND (s.region = m.region))))
  WHERE ((m.known_until IS NULL) AND (s.known_until IS NULL) AND (m.own = 0) AND (m.forum = 'resv'::text));

CREATE VIEW meeting_attendance AS
 SELECT DISTINCT m.forum_kind,
    m.region,
    m.wijkverband,
    m.id AS meeting,
    m.at,
    m.ended_at AS closed_at,
    e.organization,
        CASE
            WHEN (EXISTS ( SELECT 1
               FROM meeting_present p
              WHERE ((p.meeting = m.id) AND (p.organization = e.organization)))) THEN 1
            ELSE 0
        END AS present
   FROM (meeting m
     JOIN meeting_expected e ON ((e.meeting = m.id)))
  WHERE ((m.state = 'closed'::text) AND (e.organization <> ''::text));

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

CREATE VIEW provider_area AS
 SELECT a.area,
    v.organization,
    v.discipline,
    v.written_at AS from_at,
    ( SELECT min(n.written_at) AS min
           FROM service_version n
          WHERE ((n.service = v.service) AND (n.version > v.version) AND (n.batch IN ( SELECT import_batch.id
                   FROM import_batch
                  WHERE (import_batch.state = 'done'::text))))) AS until_at
   FROM (service_area a
     CROSS JOIN service_version v)
  WHERE ((v.service = a.service) AND (v.version = a.version) AND (v.state = 'shown'::text) AND (v.organization <> ''::text) AND (v.batch IN ( SELECT import_batch.id
           FROM import_batch
          WHERE (import_batch.state = 'done'::text))));

CREATE VIEW region_agreement AS
 SELECT a.region,
    a.kind,
    COALESCE(p.organization, ''::text) AS insurer,
    s.from_at,
    s.until_at
   FROM ((agreement a
     JOIN agreement_state s ON ((s.agreement = a.id)))
     LEFT JOIN agreement_party p ON (((p.agreement = a.id) AND (p.version = s.version) AND (p.since_at IS NOT NULL) AND (p.left_at IS NULL) AND (EXISTS ( SELECT 1
           FROM organization o
          WHERE ((o.id = p.organization) AND (o.kind = 'insurer'::text)))))))
  WHERE ((a.level = 'region'::text) AND (s.state = 'active'::text));

CREATE VIEW room_answers AS
 SELECT r.region,
    r.area,
    r.kind,
    i.organization,
    i.answered_at AS at,
        CASE
            WHEN ((i.state = 'no'::text) AND (EXISTS ( SELECT 1
               FROM decline_reason d
              WHERE ((d.code = i.reason) AND (d.no_room = 1))))) THEN 1
            ELSE 0
        END AS no_room
   FROM (placement_invitation i
     JOIN placement_request r ON ((r.id = i.request)))
  WHERE ((i.answered_at IS NOT NULL) AND (r.opened_at IS NOT NULL));

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

CREATE VIEW wijkverband_agreement AS
 SELECT a.wijkverband,
    s.from_at,
    s.until_at
   FROM (agreement a
     JOIN agreement_state s ON ((s.agreement = a.id)))
  WHERE ((a.level = 'wijk'::text) AND (s.state = 'active'::text));

CREATE VIEW wijkverband_met AS
 SELECT m.wijkverband,
    m.at
   FROM meeting m
  WHERE ((m.state = 'closed'::text) AND (m.wijkverband <> ''::text) AND (EXISTS ( SELECT 1
           FROM meeting_expected e
          WHERE ((e.meeting = m.id) AND (e.organization <> ''::text)))));

CREATE VIEW wijkverband_solved AS
 SELECT s.wijkverband,
    s.from_at AS at
   FROM bottleneck_state s
  WHERE ((s.state = 'solved'::text) AND (s.level = 'wijk'::text) AND (s.wijkverband <> ''::text));

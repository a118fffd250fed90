-- +goose Up

-- How programs can speak to a digital address. The codes are those of the systems that are named; the names
-- are ours, in plain Dutch.
CREATE TABLE endpoint_connection (
    code     TEXT PRIMARY KEY,
    system   TEXT NOT NULL,                 -- the code system, as FHIR names it
    name     TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);
INSERT INTO endpoint_connection (position, code, system, name) VALUES
    (10, 'hl7-fhir-rest', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'FHIR: gegevens lezen en schrijven'),
    (20, 'hl7-fhir-msg', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'FHIR: berichten'),
    (30, 'oauth2', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-authorization-server-cs', 'Toegang regelen met OAuth 2.0'),
    (40, 'oauth2-fapi2', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-authorization-server-cs', 'Toegang regelen met OAuth 2.0 en FAPI 2'),
    (50, 'oauth-nuts', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-authorization-server-cs', 'Toegang regelen met Nuts'),
    (60, 'hti-smart-on-fhir', 'http://vzvz.nl/fhir/CodeSystem/koppeltaal-endpoint-connection-type', 'Koppeltaal: een module starten'),
    (70, 'ihe-xcpd', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'IHE: een patiënt zoeken (XCPD)'),
    (80, 'ihe-xca', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'IHE: documenten van een ander netwerk (XCA)'),
    (90, 'ihe-xds', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'IHE: documenten delen (XDS)'),
    (100, 'ihe-xdr', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'IHE: documenten sturen (XDR)'),
    (110, 'ihe-iid', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'IHE: een beeld openen (IID)'),
    (120, 'dicom-wado-rs', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'Beelden ophalen (DICOM WADO-RS)'),
    (130, 'dicom-qido-rs', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'Beelden zoeken (DICOM QIDO-RS)'),
    (140, 'dicom-stow-rs', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'Beelden sturen (DICOM STOW-RS)'),
    (150, 'dicom-wado-uri', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'Beelden ophalen (DICOM WADO-URI)');

-- What a digital address takes or gives. A code that ends up here twice would not tell of which system it is.
CREATE TABLE endpoint_payload (
    code     TEXT PRIMARY KEY,
    system   TEXT NOT NULL,
    name     TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);
INSERT INTO endpoint_payload (position, code, system, name) VALUES
    (10, 'Twiin-TA-notification', 'http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities', 'Melding dat iets klaarstaat (Twiin)'),
    (20, 'eOverdracht-notification', 'http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities', 'Melding van een overdracht (eOverdracht)'),
    (30, 'Nuts-OAuth', 'http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities', 'Toegang regelen (Nuts)'),
    (40, 'http://nictiz.nl/fhir/CapabilityStatement/eOverdracht-servercapabilities', 'http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities', 'Overdracht ophalen (eOverdracht)'),
    (50, 'http://nictiz.nl/fhir/CapabilityStatement/bgz2017-servercapabilities', 'http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities', 'Basisgegevensset zorg (BgZ) ophalen'),
    (60, 'http://nuts-foundation.github.io/nl-generic-functions-ig/CapabilityStatement/nl-gf-admin-directory-update-client', 'http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities', 'Adresboek: wijzigingen ophalen'),
    (70, 'http://nuts-foundation.github.io/nl-generic-functions-ig/CapabilityStatement/nl-gf-query-directory-query-client', 'http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities', 'Adresboek: zoeken'),
    (80, 'http://nuts-foundation.github.io/nl-generic-functions-ig/CapabilityStatement/nl-gf-query-directory-query-client-reads', 'http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities', 'Adresboek: lezen'),
    (100, 'Request', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Verzoeken, overdrachten en opdrachten'),
    (110, 'Notification', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Meldingen van gebeurtenissen'),
    (120, 'Subscription', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Abonnementen'),
    (130, 'CareServiceEntities', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Organisaties, locaties en aanbod'),
    (140, 'Patient', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Patiënt en naasten'),
    (150, 'Practitioner', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Zorgverlener'),
    (160, 'CareTeam', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Zorgteam'),
    (170, 'Episode', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Zorgtrajecten en zorgplannen'),
    (180, 'Encounter', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Contactmomenten'),
    (190, 'Condition', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Aandoeningen'),
    (200, 'AllergyIntolerance', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Allergieën en intoleranties'),
    (210, 'Alert', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Waarschuwingen'),
    (220, 'AdvanceDirective', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Wilsverklaringen'),
    (230, 'Consent', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Toestemmingen'),
    (240, 'MedicationRequest', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Voorschriften van medicatie'),
    (250, 'MedicationUse', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Gebruik van medicatie'),
    (260, 'ObservationActivity', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Observaties'),
    (270, 'ObservationLaboratory', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Uitslagen van het laboratorium'),
    (280, 'ObservationVitalSigns', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Vitale functies'),
    (290, 'DiagnosticReport', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Verslagen van onderzoek'),
    (300, 'Imaging', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Beelden'),
    (310, 'Document', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Documenten'),
    (320, 'Communication', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Berichten'),
    (330, 'Procedure', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Verrichtingen'),
    (340, 'Device', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Hulpmiddelen en apparaten'),
    (350, 'Specimen', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Lichaamsmateriaal'),
    (360, 'Nutrition', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Voeding'),
    (370, 'Genomics', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Erfelijk materiaal'),
    (380, 'Definitional', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Definities en vragenlijsten'),
    (390, 'Provenance', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Herkomst van gegevens'),
    (400, 'Logging', 'http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs', 'Logboek'),
    (500, 'any', 'http://terminology.hl7.org/CodeSystem/endpoint-payload-type', 'Alles'),
    (510, 'none', 'http://terminology.hl7.org/CodeSystem/endpoint-payload-type', 'Geen gegevens');

-- Digital addresses: where programs reach the program of an organisation. Nothing is deleted, since an id is
-- never used again: what is in use no longer is off.
CREATE TABLE endpoint (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL,
    version      BIGINT NOT NULL CONSTRAINT endpoint_version CHECK (version > 0),
    status       TEXT NOT NULL CONSTRAINT endpoint_status CHECK (status IN ('active', 'suspended', 'test', 'off')),
    name         TEXT NOT NULL,
    connection   TEXT NOT NULL REFERENCES endpoint_connection (code),
    payloads     TEXT NOT NULL,             -- codes of endpoint_payload in the order of that table, separated by spaces
    mime_types   TEXT NOT NULL,             -- one on a line; '' = not told
    address      TEXT NOT NULL,
    from_at      BIGINT,                    -- the time in which it can be used, half-open; NULL: no beginning or end known
    until_at     BIGINT,
    changed_at   BIGINT NOT NULL,
    CONSTRAINT endpoint_ends_later CHECK (until_at > from_at)
);
CREATE INDEX endpoint_by_organization ON endpoint (organization, id);

package code

// Identifier systems, as they are written.
const (
	BSN       = "http://fhir.nl/fhir/NamingSystem/bsn"
	URA       = "http://fhir.nl/fhir/NamingSystem/ura"
	AGB       = "http://fhir.nl/fhir/NamingSystem/agb-z"
	UZIPerson = "http://fhir.nl/fhir/NamingSystem/uzi-nr-pers"
	UZISystem = "http://fhir.nl/fhir/NamingSystem/uzi-nr-sys"
	BIG       = "http://fhir.nl/fhir/NamingSystem/big"
	UZOVI     = "http://fhir.nl/fhir/NamingSystem/uzovi"
	KvK       = "http://fhir.nl/fhir/NamingSystem/kvk"
	KvKBranch = "http://fhir.nl/fhir/NamingSystem/kvk-vestigingsnummer"
)

// Code systems.
const (
	UZIRole             = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode"
	OrganizationType    = "http://nictiz.nl/fhir/NamingSystem/organization-type"
	SBI                 = "https://www.cbs.nl/standaard-bedrijfsindeling"
	Vektis              = "http://ei.vektis.nl/codelijsten/COD016-VEKT"
	Gravity             = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes"
	HL7OrganizationType = "http://terminology.hl7.org/CodeSystem/organization-type"
	HL7OrganizationRole = "http://hl7.org/fhir/organization-role"
	// DataCategories and ExchangeCapabilities say what a digital address takes or gives.
	DataCategories       = "http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-categories-cs"
	ExchangeCapabilities = "http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities"
	// ParticipantType says of an agent of a Provenance, and of the one who gave out an identifier, what it did.
	ParticipantType = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
)

// Codes that the program itself gives a meaning.
const (
	// Collaboration is the SBI code of what works together and advises: a RESV and its forerunners.
	Collaboration = "94995"
	// Member is the role of an organisation in a RESV or wijkverband.
	Member = "member"
	// Custodian is who answers for an identifier or a resource.
	Custodian = "custodian"
)

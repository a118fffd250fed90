package render

import (
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
)

// Words of our own codes that no table holds, in plain Dutch.
var (
	organizationKinds = map[network.OrganizationKind]string{
		network.Provider: "Aanbieder", network.DisciplineBody: "Organisatie van een discipline", network.RESVBody: "RESV",
		network.MunicipalityOrg: "Gemeente", network.InsurerOrg: "Zorgverzekeraar", network.CitizensOrg: "Burgerinitiatief",
		network.NationalOrg: "Landelijke partij",
	}
	accesses = map[directory.Access]string{
		directory.Direct: "Zonder verwijzing", directory.Referral: "Met een verwijzing", directory.Indicated: "Met een indicatie of besluit",
	}
	costs = map[directory.Cost]string{
		directory.Free: "Gratis", directory.Deductible: "Telt mee voor het eigen risico", directory.OwnPayment: "U betaalt zelf",
		directory.BasicInsured: "Uit de basisverzekering", directory.Supplementary: "Uit de aanvullende verzekering",
		directory.MunicipalShare: "Eigen bijdrage van de gemeente",
	}
	modes = map[directory.Mode]string{
		directory.OnSite: "Op de locatie", directory.HomeVisit: "Bij u thuis", directory.Phone: "Telefonisch",
		directory.Video: "Beeldbellen", directory.EConsult: "E-consult", directory.Group: "In een groep",
	}
	audiences = map[directory.Audience]string{
		directory.ForCitizen: "Voor iedereen", directory.ForMediation: "Voor zorgbemiddeling", directory.ForMunicipality: "Voor de gemeente",
	}
	rooms = map[capacity.Status]string{
		capacity.StatusRoom: "Plek", capacity.StatusLimited: "Beperkt plek", capacity.StatusAgeing: "Misschien plek",
		capacity.StatusWaitlist: "Wachtlijst", capacity.StatusAssessment: "Eerst een gesprek", capacity.StatusFull: "Vol", capacity.StatusUnknown: "Niet bekend",
	}
	sources = map[capacity.Source]string{
		capacity.ByPerson: "Iemand van de aanbieder", capacity.BySystem: "Een systeem van de aanbieder", capacity.Derived: "Afgeleid uit plaatsingen",
	}
	collaborationKinds = map[string]string{"resv": "RESV", "forerunner": "Voorloper van een RESV", "wijkverband": "Hecht wijkverband"}
	affiliationKinds   = map[string]string{
		"member": "Aangesloten bij een organisatie van een discipline", "standing": "Spreekt voor een discipline in de regio",
		"contact": "Aanspreekpunt in een wijkverband", "nursing": "Wijkverpleging bij een huisartsenpraktijk",
	}
	phases    = map[network.Phase]string{network.PhaseNetwork: "Netwerk", network.PhaseAgreements: "Afspraken", network.PhaseOrganisation: "Organisatie"}
	resources = map[string]string{"capacity": "Capaciteit"}
	waitBasis = map[string]string{"reported": "Opgegeven", "measured": "Gemeten in plaatsingen"}
)

// hl7 is what HL7's lists, made in Australia, have nearest to a discipline.
type hl7 struct{ category, kind r4.Coding }

var nearest = map[network.DisciplineCode]hl7{
	"huisartsenzorg":                   {near("17", "General Practice"), near("124", "General Practice")},
	"wijkverpleging":                   {near("7", "Community Health Care"), near("322", "District Nursing")},
	"farmacie":                         {near("7", "Community Health Care"), near("64", "Pharmacy")},
	"fysiotherapie":                    {near("34", "Allied Health"), near("65", "Physiotherapy")},
	"dietetiek":                        {near("34", "Allied Health"), near("53", "Dietetics")},
	"oefentherapie":                    {near("34", "Allied Health"), near("491", "Exercise Physiology")},
	"ergotherapie":                     {near("34", "Allied Health"), near("61", "Occupational Therapy")},
	"huidtherapie":                     {near("34", "Allied Health"), near("461", "Therapy")},
	"logopedie":                        {near("34", "Allied Health"), near("68", "Speech Pathology/Therapy")},
	"optometrie":                       {near("34", "Allied Health"), near("62", "Optometry")},
	"specialist-ouderengeneeskunde":    {near("2", "Aged Care"), near("171", "Geriatric Medicine")},
	"arts-verstandelijk-gehandicapten": {near("11", "Disability Support"), near("382", "Medical Services")},
	"sociaal-domein":                   {near("16", "Financial & Material Aid"), near("580", "Social Work")},
	"psychologie":                      {near("22", "Mental Health"), near("142", "Psychology")},
	"verloskunde":                      {near("7", "Community Health Care"), near("249", "Antenatal")},
	"mondzorg":                         {near("10", "Dental"), near("88", "General Dental")},
	"jeugdgezondheidszorg":             {near("5", "Child Development"), near("58", "Maternal & Child Health")},
	"ggz":                              {near("22", "Mental Health"), near("490", "General Mental Health Services")},
	"vvt":                              {near("2", "Aged Care"), near("391", "Nursing Home")},
	"msz":                              {near("35", "Hospital"), near("361", "Hospital Services")},
	"gehandicaptenzorg":                {near("11", "Disability Support"), near("101", "Disability Support Packages")},
	"gemeente":                         {near("16", "Financial & Material Aid"), near("470", "Welfare Assistance")},
	"zorgverzekeraar":                  {near("7", "Community Health Care"), near("56", "Health Information/Referral")},
	"burgerinitiatief":                 {near("25", "Respite/Carer Support"), near("443", "Social Support")},
}

func near(code, display string) r4.Coding { return r4.Coding{Code: code, Display: display} }

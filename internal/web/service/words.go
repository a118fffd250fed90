package service

import (
	"strings"

	"eerstelijn/internal/directory"
)

// accessWords say how somebody comes to a service.
var accessWords = map[directory.Access]string{
	directory.Direct:    "U kunt zelf contact opnemen. U hebt geen verwijsbrief nodig.",
	directory.Referral:  "U hebt een verwijsbrief nodig. Vraag die aan uw huisarts.",
	directory.Indicated: "U hebt een besluit nodig van de gemeente, de wijkverpleegkundige of het CIZ. Bel even: zij helpen u daarbij.",
}

// costWords say what the citizen pays, in whole sentences.
var costWords = map[directory.Cost]string{
	directory.Free:           "Dit is gratis.",
	directory.BasicInsured:   "Uw basisverzekering betaalt dit.",
	directory.Deductible:     "U betaalt eerst uw eigen risico.",
	directory.Supplementary:  "Soms betaalt uw aanvullende verzekering mee. Kijk in uw polis.",
	directory.OwnPayment:     "U betaalt dit zelf, of een deel ervan. Vraag vooraf hoeveel.",
	directory.MunicipalShare: "U betaalt een eigen bijdrage aan de gemeente.",
}

// costOrder is the order in which the sentences read best.
var costOrder = []directory.Cost{
	directory.Free, directory.BasicInsured, directory.Deductible, directory.Supplementary, directory.MunicipalShare, directory.OwnPayment,
}

func costs(of []directory.Cost) string {
	var out []string
	for _, c := range costOrder {
		for _, has := range of {
			if has == c {
				out = append(out, costWords[c])
			}
		}
	}
	if len(out) == 0 {
		return "Niet bekend. Vraag het voordat u een afspraak maakt."
	}
	return strings.Join(out, " ")
}

func insurers(of []string, name func(string) string) string {
	switch {
	case len(of) == 0:
		return "Niet bekend. Vraag het hier of aan uw zorgverzekeraar."
	case len(of) == 1 && of[0] == "*":
		return "Alle zorgverzekeraars"
	}
	names := make([]string, len(of))
	for i, code := range of {
		names[i] = name(code)
	}
	return strings.Join(names, ", ") + ". Hebt u een andere? Vraag hoeveel u zelf betaalt."
}

// audienceTitles are the heads above contact points of one audience, in the order of the page.
var audienceTitles = []struct {
	audience directory.Audience
	title    string
}{
	{directory.ForCitizen, ""},
	{directory.ForMediation, "Voor de zorgbemiddeling van verzekeraars"},
	{directory.ForMunicipality, "Voor de gemeente"},
	{directory.ForProfessional, "Voor zorgverleners en sociaal werkers"},
}

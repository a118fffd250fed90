package service

import (
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/web/say"
)

// accessWords say how somebody comes to a service.
var accessWords = map[directory.Access]string{
	directory.Direct:    say.Key("U kunt zelf contact opnemen. U hebt geen verwijsbrief nodig."),
	directory.Referral:  say.Key("U hebt een verwijsbrief nodig. Vraag die aan uw huisarts."),
	directory.Indicated: say.Key("U hebt een besluit nodig van de gemeente, de wijkverpleegkundige of het CIZ. Bel even: zij helpen u daarbij."),
}

// costWords say what the citizen pays, in whole sentences.
var costWords = map[directory.Cost]string{
	directory.Free:           say.Key("Dit is gratis."),
	directory.BasicInsured:   say.Key("Uw basisverzekering betaalt dit."),
	directory.Deductible:     say.Key("U betaalt eerst uw eigen risico."),
	directory.Supplementary:  say.Key("Soms betaalt uw aanvullende verzekering mee. Kijk in uw polis."),
	directory.OwnPayment:     say.Key("U betaalt dit zelf, of een deel ervan. Vraag vooraf hoeveel."),
	directory.MunicipalShare: say.Key("U betaalt een eigen bijdrage aan de gemeente."),
}

// costOrder is the order in which the sentences read best.
var costOrder = []directory.Cost{
	directory.Free, directory.BasicInsured, directory.Deductible, directory.Supplementary, directory.MunicipalShare, directory.OwnPayment,
}

func costs(l say.Language, of []directory.Cost) string {
	var out []string
	for _, c := range costOrder {
		for _, has := range of {
			if has == c {
				out = append(out, l.T(costWords[c]))
			}
		}
	}
	if len(out) == 0 {
		return l.T("Niet bekend. Vraag het voordat u een afspraak maakt.")
	}
	return strings.Join(out, " ")
}

func insurers(l say.Language, of []string, name func(string) string) string {
	switch {
	case len(of) == 0:
		return l.T("Niet bekend. Vraag het hier of aan uw zorgverzekeraar.")
	case len(of) == 1 && of[0] == "*":
		return l.T("Alle zorgverzekeraars")
	}
	names := make([]string, len(of))
	for i, code := range of {
		names[i] = name(code)
	}
	return l.T("%s. Hebt u een andere? Vraag hoeveel u zelf betaalt.", strings.Join(names, ", "))
}

// audienceTitles are the heads above contact points of one audience, in the order of the page.
var audienceTitles = []struct {
	audience directory.Audience
	title    string
}{
	{directory.ForCitizen, ""},
	{directory.ForMediation, say.Key("Voor de zorgbemiddeling van verzekeraars")},
	{directory.ForMunicipality, say.Key("Voor de gemeente")},
	{directory.ForProfessional, say.Key("Voor zorgverleners en sociaal werkers")},
}

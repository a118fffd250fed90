package hsds

import (
	"strings"

	"eerstelijn/internal/directory"
)

// accessWords say how somebody comes to a service.
var accessWords = map[directory.Access]string{
	directory.Direct: "Zonder verwijzing", directory.Referral: "Met een verwijzing", directory.Indicated: "Met een indicatie of een besluit van de gemeente",
}

var costWords = map[directory.Cost]string{
	directory.Free: "gratis", directory.Deductible: "telt mee voor het eigen risico", directory.OwnPayment: "zelf betalen",
	directory.BasicInsured: "basisverzekering", directory.Supplementary: "aanvullende verzekering", directory.MunicipalShare: "eigen bijdrage van de gemeente",
}

func fees(costs []directory.Cost) string {
	words := make([]string, 0, len(costs))
	for _, c := range costs {
		if w := costWords[c]; w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, ", ")
}

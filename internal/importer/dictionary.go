package importer

import (
	"maps"
	"slices"
	"strings"

	"eerstelijn/internal/directory"
	fhircode "eerstelijn/internal/fhir/code"
	"eerstelijn/internal/network"
)

// dictionary gives the code that a word of a file stands for: the code itself, its Dutch name, or
// what people call it.
type dictionary struct {
	disciplines, kinds, groups, features, languages map[string]string // by folded word
	byCode                                          map[string]string // discipline by 'system code' of others
}

// Words for the values that have no table.
var (
	accessWords = words2codes(map[string]string{
		"direct":   "direct,direct toegankelijk,zonder verwijzing,vrij toegankelijk,nee",
		"referral": "referral,verwijzing,met verwijzing,verwijzing nodig,na verwijzing,ja", "indicated": "indicated,indicatie,met indicatie,beschikking",
	})
	costWords = words2codes(map[string]string{
		"free": "free,gratis,geen,kosteloos", "deductible": "deductible,eigen risico", "own-payment": "own-payment,eigen betaling,zelf betalen",
		"basic": "basic,basisverzekering,basispakket", "supplementary": "supplementary,aanvullende verzekering,aanvullend", "municipal": "municipal,eigen bijdrage,gemeente",
	})
	modeWords = words2codes(map[string]string{
		"on-site": "on-site,op locatie,in de praktijk,praktijk", "home-visit": "home-visit,aan huis,thuis,huisbezoek", "phone": "phone,telefoon,telefonisch,bellen",
		"video": "video,beeldbellen,videobellen", "e-consult": "e-consult,econsult,mail,online", "group": "group,groep,in een groep",
	})
	stateWords = words2codes(map[string]string{
		"shown": "shown,actief,zichtbaar,ja", "hidden": "hidden,verborgen,gestopt,beëindigd,nee", "draft": "draft,concept",
	})
	accessibilityWords = words2codes(map[string]string{
		"wheelchair": "rolstoel,rolstoeltoegankelijk", "lift": "lift", "toilet": "toilet,invalidentoilet", "parking": "parkeren,parkeerplaats", "public-transport": "openbaar vervoer,ov",
	})
)

// words2codes turns a list of words by code around.
func words2codes(codes map[string]string) map[string]string {
	out := map[string]string{}
	for code, list := range codes {
		for w := range strings.SplitSeq(list, ",") {
			out[fold(w)] = code
		}
	}
	return out
}

func newDictionary(t *directory.Tables, disciplines []network.Discipline) dictionary {
	d := dictionary{disciplines: map[string]string{}, kinds: map[string]string{}, groups: map[string]string{}, features: map[string]string{},
		languages: map[string]string{}, byCode: map[string]string{}}
	shared := map[string]bool{} // codes that stand for several disciplines say nothing
	for _, x := range disciplines {
		code := string(x.Code)
		d.disciplines[fold(code)], d.disciplines[fold(x.Name)] = code, code
		for system, list := range map[string][]string{fhircode.UZIRole: x.UZIRoles, fhircode.OrganizationType: x.OrganizationTypes, fhircode.SBI: x.SBI} {
			for _, c := range list {
				key := system + " " + c
				if had, ok := d.byCode[key]; ok && had != code {
					shared[key] = true
				}
				d.byCode[key] = code
			}
		}
	}
	for key := range shared {
		delete(d.byCode, key)
	}
	for _, k := range t.Kinds {
		d.kinds[fold(k.Code)], d.kinds[fold(k.Name)] = k.Code, k.Code
	}
	for _, g := range t.TargetGroups {
		d.groups[fold(g.Code)], d.groups[fold(g.Name)] = g.Code, g.Code
	}
	maps.Copy(d.features, accessibilityWords)
	for _, f := range t.Accessibility {
		d.features[fold(f.Code)], d.features[fold(f.Name)] = f.Code, f.Code
	}
	for _, l := range t.Languages {
		d.languages[fold(l.Code)], d.languages[fold(l.Name)] = l.Code, l.Code
	}
	return d
}

// choices lists the codes of a table, for a message.
func choices(table map[string]string) string {
	return strings.Join(slices.Compact(slices.Sorted(maps.Values(table))), ", ")
}

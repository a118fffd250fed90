package demo

import (
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

// offer is a sort of service: what its entries have in common, wherever they stand. In names and texts
// {wijk}, {plaats}, {gemeente}, {regio}, {naam} (a family name) and {huis} (a word with 'de') are filled in per entry.
type offer struct {
	discipline network.DisciplineCode
	kind       string
	names      []string
	texts      []string // plain Dutch; entries take turns
	words      []string // keywords
	groups     []string
	access     directory.Access
	costs      []directory.Cost
	modes      []directory.Mode
	hours      []string
	insured    bool // insurers contract it

	// count is how many there are in Rivierenzoom: spread over its wijken by inhabitants, or with the same
	// number in each municipality or region. Spread over a country it is the weight.
	count int
	in    reach
	// roving services come to people; others have a location. Those with the mode on-site too have both.
	roving bool
	// by is the name of the organisation behind all entries of a place; '' makes each an organisation of its own.
	by string
	// first is the function that a citizen reaches, second the one that professionals reach ('' = none).
	first, second string
	// not are the areas that a service of a whole region leaves out: a gap on purpose.
	not []network.AreaCode
}

// reach is how wide a service works.
type reach int

const (
	inWijk reach = iota
	inMunicipality
	inRegion
)

// catalogue are all offers.
var catalogue = func() (all []offer) {
	for _, part := range [][]offer{
		doctorOffers, medicineOffers, movementOffers, nursingOffers, stayOffers, mindOffers, familyOffers,
		socialOffers, neighbourOffers, preventionOffers,
	} {
		all = append(all, part...)
	}
	return all
}()

// Sets that many offers share.
var (
	everyone  = []string{"iedereen"}
	older     = []string{"ouderen"}
	frail     = []string{"ouderen", "kwetsbare-ouderen"}
	parents   = []string{"kinderen", "ouders"}
	lonely    = []string{"iedereen", "mensen-die-eenzaam-zijn"}
	chronic   = []string{"iedereen", "mensen-met-een-chronische-ziekte"}
	troubled  = []string{"mensen-met-psychische-klachten"}
	indebted  = []string{"mensen-met-schulden"}
	carers    = []string{"mantelzorgers"}
	disabled  = []string{"mensen-met-een-beperking"}
	free      = []directory.Cost{directory.Free}
	basicOnly = []directory.Cost{directory.BasicInsured}
	basic     = []directory.Cost{directory.BasicInsured, directory.Deductible}
	allied    = []directory.Cost{directory.BasicInsured, directory.Deductible, directory.Supplementary}
	extra     = []directory.Cost{directory.Supplementary, directory.OwnPayment}
	municipal = []directory.Cost{directory.MunicipalShare}
	own       = []directory.Cost{directory.OwnPayment}

	atDesk     = []directory.Mode{directory.OnSite, directory.Phone}
	atPractice = []directory.Mode{directory.OnSite, directory.Phone, directory.Video}
	atDoctor   = []directory.Mode{directory.OnSite, directory.HomeVisit, directory.Phone, directory.EConsult}
	atHome     = []directory.Mode{directory.HomeVisit, directory.Phone}
	bothPlaces = []directory.Mode{directory.OnSite, directory.HomeVisit}
	together   = []directory.Mode{directory.OnSite, directory.Group}
	stay       = []directory.Mode{directory.OnSite}
	byPhone    = []directory.Mode{directory.Phone}
	online     = []directory.Mode{directory.OnSite, directory.Phone, directory.Video, directory.EConsult}
)

// Hours that many offers share. They differ as those of real practices do: closed over lunch, an evening, a
// Saturday, shorter in summer, closed on the days before Christmas.
var (
	doctorHours = []string{
		"Mo-Fr 08:00-17:00; PH off",
		"Mo-Fr 08:00-12:00,13:00-17:00; PH off",
		"Mo-Fr 08:00-12:30,13:30-17:00; Tu 08:00-12:30,13:30-20:00; PH off",
		"Mo-Fr 07:45-17:00; PH off; Dec 24 07:45-14:00",
		"Mo-Fr 08:00-17:00; We 08:00-12:30; PH off",
	}
	practiceHours = []string{
		"Mo-Fr 08:00-18:00; PH off",
		"Mo,We 08:00-20:30; Tu,Th 08:00-18:00; Fr 08:00-17:00; PH off",
		"Mo-Fr 08:30-12:30,13:00-17:30; PH off",
		"Mo-Th 08:00-17:30; Fr 08:00-13:00; PH off; Jul 20-Aug 15 Mo-Fr 09:00-12:00",
		"Mo-Fr 07:30-18:00; Th 07:30-21:00; Sa 09:00-12:00; PH off",
		"Mo,Tu,Th 08:30-17:00; PH off",
		"Tu,We,Fr 09:00-16:30; PH off; Dec 24-Jan 02 off",
	}
	officeHours = []string{
		"Mo-Fr 09:00-17:00; PH off",
		"Mo-Fr 09:00-12:30,13:00-16:30; PH off",
		"Mo,Tu,Th 09:00-17:00; We,Fr 09:00-12:30; PH off",
		"Mo-Th 08:30-17:00; Fr 08:30-16:00; PH off; 2026 Dec 24 08:30-12:00",
	}
	shopHours = []string{
		"Mo-Fr 08:30-18:00; Sa 09:00-13:00; PH off",
		"Mo-Fr 08:00-18:00; Fr 08:00-20:00; Sa 09:00-16:00; PH off",
		"Mo-Fr 08:30-17:30; Sa 09:00-12:30; PH off",
	}
	partTimeHours = []string{
		"Tu 13:30-16:00; Th 09:30-12:00; PH off",
		"We 10:00-12:00,14:00-16:00; PH off",
		"Mo 19:00-21:00; Th 14:00-16:00; PH off",
		"Fr 09:30-11:30; PH off; Jul 15-Aug 20 off",
		"Tu[1,3] 10:00-12:00",
	}
	openHouseHours = []string{
		"Mo-Fr 09:30-16:30; PH off",
		"Mo-Fr 10:00-16:00; We 10:00-21:00; Sa 10:00-13:00; PH off",
		"Mo,We,Fr 09:00-12:00; Su 14:00-17:00",
		"Tu-Sa 10:00-17:00; Dec 25-26 off",
	}
	dayAndNight = []string{"24/7"}
	outOfHours  = []string{"Mo-Fr 00:00-08:00,17:00-24:00; Sa,Su 00:00-24:00; PH 00:00-24:00"}
	homeHours   = []string{"Mo-Su 07:00-23:00", "Mo-Su 07:00-22:30", "Mo-Fr 07:00-23:00; Sa,Su 07:30-22:00"}
)

// fill puts the words of a place into a name or text.
func fill(text string, w *wijk, region, family, house string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return strings.NewReplacer(
		"{wijk}", w.name, "{plaats}", w.place, "{gemeente}", w.municipalityName, "{regio}", region,
		"{naam}", family, "{huis}", house,
	).Replace(text)
}

// Package demo invents a small part of the country, and a whole one for measurements.
//
// [Region] gives Regio Rivierenzoom with two small neighbours: map, key figures, postcodes, people,
// wijkverbanden and more than four hundred services. [National] gives any number of services spread over
// the areas it is handed, or over areas of its own making ([Country]). [Load] and [LoadNational] put them into a
// database by the same methods as imports and people's work.
//
// Everything is made by code from fixed seeds: two runs give the same ids, texts and borders, so
// tests and pictures may rely on them. Only what depends on the moment (when an entry was last
// confirmed, when a wijkverband last met) moves along with the now that is handed in.
//
// [Live] also lets people work together for twelve weeks: bodies that speak for most disciplines, mandates
// of which one ended and one was taken back, agreements in every state from the nation to the wijk,
// obligations that were kept, explained or neither, bottlenecks at every level, and meetings with minutes.
// What they do stands as plans: mandates, pacts, plights and sittings, in days before today.
//
// # Invented
//
// Nothing here can be mistaken for somebody or reach anybody. Places and postcodes exist nowhere in
// the Netherlands; area codes begin with GM99, which Statistics Netherlands has not given out; mail
// and web addresses end in .example (RFC 2606); organisations carry no URA, AGB or KvK number,
// because any eight digits may be somebody's, but for the two that must be known elsewhere: see
// [AskElsewhere]. The Dutch numbering plan has no range for fiction, so telephone numbers begin with
// 099, which it assigns to nothing: no area, no service and no mobile network answers there. Insurers
// and hospitals are invented too. 112 is named in texts and is never a contact point.
//
// The maps lie where such a landscape could be. They are drawn, not traced: see tessellate.
//
// # Gaps on purpose
//
// A social map that looks complete teaches nobody anything. These gaps are meant, and tested:
//
//   - Oevermonde-West: nobody to call for district nursing at night;
//   - municipality of Zilverwaard: no pharmacy in the evening, at night or on Sundays;
//   - Hoenderlaak belongs to no wijkverband;
//   - Blauwgriend has no figures, not even a number of inhabitants;
//   - Kribbendam en Steurhaven lacks a contact of the social domain, Zilverwaard one of pharmacy;
//   - some entries are overdue, and some were never confirmed.
//
// Start reading at [Region].
package demo

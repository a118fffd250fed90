// Package hours holds opening hours: as people type them, as they are stored, and as they are asked.
//
// What is stored is a subset of OSM's opening_hours syntax, specification 0.7.2
// (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification), always in one canonical
// spelling, so that equal hours have equal text. [Parse] reads it, [ParseDutch] reads what people
// type, [Hours.Dutch] and [Hours.Days] read it back to them. The package knows nothing of services
// and does no I/O.
//
// # The subset
//
//	Mo-Fr,Su 08:00-12:00,13:00-17:00   weekdays and times; 22:00-06:00 and 18:00-26:00 run through midnight
//	24/7 · off · closed                always, never
//	PH off                             public holidays (below)
//	Dec 25 off · Jul 20-Aug 15 off     each year; Jul-Aug reads as Jul 01-Aug 31
//	2026 Dec 24 10:00-16:00            one year; also 2026 Dec 24-2027 Jan 02
//	easter +1 day off                  moving holidays
//	Th[2] 13:00-17:00 · Fr[-1] off     second Thursday, last Friday of the month
//	Jul 20-Aug 15 Mo-Fr 09:00-12:00    these weekdays within these dates
//	a; b    a, b                       b replaces a on the days it names · b comes on top of a
//
// Not read, with an error that says so: weeks, school holidays, sunrise, open ends (17:00+), comments,
// fallbacks (||), and 'off' for part of a day.
//
// Hours belong to the day on which they start: 'Fr 22:00-06:00; Sa off' is open on Saturday until six.
// They follow the clock on the wall in Europe/Amsterdam. In the hour that comes twice in autumn,
// hours that end at half past two end twice.
//
// # Holidays
//
// PH is what people in primary care mean by 'feestdagen': the days of the Algemene termijnenwet,
// article 3, first paragraph, and the first days of Easter and Pentecost. The law leaves those two out
// because they are Sundays; the Dutch Healthcare Authority (NZa) names them in its rules for GP care since
// 2023. Two choices of ours differ from the law's terms, and from what other readers of OSM text take PH
// to be: 5 May counts in lustrum years only (2025, 2030), as is usual in collective agreements, and Good
// Friday does not count, which the article's second paragraph only equates with holidays. Who closes on
// those days says so by name. The dates come from github.com/rickar/cal.
//
// A single holiday is stored as a date, so that the text stays valid OSM and says the same
// everywhere:
//
//	nieuwjaarsdag          Jan 01
//	Goede Vrijdag          easter -2 days
//	eerste, tweede paasdag easter · easter +1 day
//	Koningsdag             Apr 26 Sa · Apr 27 Mo-Sa   (27 April, or the 26th when that is a Sunday)
//	Bevrijdingsdag         May 05                     (named: each year)
//	Hemelvaartsdag         easter +39 days
//	eerste, tweede pinksterdag  easter +49 days · easter +50 days
//	eerste, tweede kerstdag     Dec 25 · Dec 26
//	sinterklaasavond, kerstavond, oudejaarsdag  Dec 05 · Dec 24 · Dec 31
//
// # Speed
//
// A search index asks many hours about one moment: it makes a [Moment] once with [At] and calls
// [Hours.OpenAtMoment], which does not allocate. Hours are kept as a few spans per weekday and a short
// list of exceptions, some 400 bytes, shared by all services with the same hours; a bit per minute of
// the week would take 1,260 bytes and fall out of the processor's cache at 120,000 services.
//
// Start reading at [Hours], then schedule.go.
package hours

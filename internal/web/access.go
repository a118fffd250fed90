package web

import "eerstelijn/internal/access"

// Access says for whom each page is. Every pattern of [server.routes] stands here once. The capabilities
// decide; this list is held against what they answer.
func Access() []access.Route { return pages }

var (
	workers = []access.Role{
		access.Professional, access.TransferDesk, access.ProviderAdmin, access.Coordinator, access.RESVStaff, access.RESVBoard,
		access.Insurer, access.Municipality, access.National, access.PlatformAdmin, access.Auditor,
	}
	regional = []access.Role{access.RESVStaff}
)

func open(patterns ...string) []access.Route { return as(access.ForEveryone, patterns...) }

func as(who access.Audience, patterns ...string) (all []access.Route) {
	for _, p := range patterns {
		all = append(all, access.Route{Pattern: p, For: who})
	}
	return all
}

func may(pattern string, acts ...string) access.Route {
	return access.Route{Pattern: pattern, For: access.ForAct, Acts: acts}
}

// formOf is a page with a form that is sent to the page itself.
func formOf(path string, acts ...string) []access.Route {
	return []access.Route{may("GET "+path, acts...), may("POST "+path, acts...)}
}

func only(roles []access.Role, routes ...access.Route) []access.Route {
	for i := range routes {
		routes[i].Roles = roles
	}
	return routes
}

func join(lists ...[]access.Route) (all []access.Route) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

var pages = join(
	open("GET /{$}", "GET /zoek", "POST /zoek", "GET /aanbod/{id}", "GET /wie-nu", "POST /wie-nu", "GET /regio/{slug}", "GET /regio/{slug}/dekking.csv", "GET /wijk/{slug}",
		"GET /land", "GET /land.csv", "POST /weergave", "GET /toegankelijkheid", "GET /privacy", "/assets/", "GET /favicon.ico",
		"GET /inloggen", "GET /inloggen/{issuer}", "GET /inloggen/{issuer}/terug", "GET /inloggen/{issuer}/uit",
		"POST /inloggen/{issuer}/bericht", "POST /inloggen/passkey/begin", "POST /inloggen/passkey/klaar", "POST /uitloggen",
		"GET /launch", "GET /launch/{system}/terug", "GET /demo/dossier", "POST /demo/dossier", "GET /demo/dossier/inloggen", "POST /demo/dossier/token",
		"GET /demo/dossier/sleutels", "GET /demo/dossier/fhir/.well-known/smart-configuration", "GET /demo/dossier/fhir/Patient/{id}",
		"GET /aanbod/{id}/klopt-niet", "GET /demo", "POST /demo/als/{id}", "POST /demo/uit", "GET /demo/post", "GET /demo/buren", "POST /demo/buren", "GET /demo/seintjes", "GET /waarom"),
	[]access.Route{may("POST /aanbod/{id}/klopt-niet", "directory.Report")},
	as(access.ForHolder, "GET /melding/{token}", "GET /inzage/{token}", "POST /inzage/{token}", "POST /inzage/{token}/passkey"),
	only(workers, as(access.ForRoles, "GET /werk")...),

	[]access.Route{
		may("GET /werk/logboek", "audit.Search"), may("POST /werk/logboek", "audit.Search"), may("GET /werk/logboek/{seq}", "audit.Entry"),
		may("GET /werk/logboek/ik", "audit.Own"), may("POST /werk/logboek/over", "audit.OnSubject"),
		may("POST /werk/logboek/kopie", "audit.ExportAll"), may("POST /werk/logboek/kopie/{id}", "audit.Take"),
		may("GET /werk/akkoord", "approval.List"), may("POST /werk/akkoord/{id}", "approval.Approve", "approval.Reject"),
	},
	[]access.Route{
		may("GET /werk/account", "identity.Sessions"), may("POST /werk/account/passkey/begin", "identity.AddPasskey"),
		may("POST /werk/account/passkey/klaar", "identity.AddPasskey"), may("POST /werk/account/passkey/{id}/weg", "identity.RemovePasskey"),
		may("POST /werk/account/sessie/{id}/uit", "identity.RevokeSession"), may("POST /werk/account/sessies/uit", "identity.EndSessions"),
	},
	offers, roomPages, placePages, bottleneckPages, agreementPages, networkPages, mandatePages, peoplePages, adminPages,
)

var offers = join(
	[]access.Route{
		may("POST /werk/aanbod/{id}/klopt", "directory.Confirm"), may("GET /werk/aanbod", "directory.OwnServices"),
		may("GET /werk/aanbod/{id}", "directory.Own"), may("POST /werk/aanbod/{id}", "directory.Save"),
		may("GET /werk/aanbod/{id}/voorbeeld", "directory.Own"), may("POST /werk/aanbod/{id}/toon", "directory.Show"),
		may("POST /werk/aanbod/{id}/verberg", "directory.Hide"), may("GET /werk/aanbod/{id}/geschiedenis", "directory.OwnHistory"),
		may("POST /werk/aanbod/{id}/terug", "directory.Undo"), may("GET /werk/melding/{melding}", "directory.Reports"),
		may("POST /werk/melding/{melding}", "directory.AnswerReport"), may("POST /werk/melding/{melding}/bezig", "directory.TakeReport"),
	},
	formOf("/werk/aanbod/nieuw", "directory.Save"),
)

var roomPages = join(
	open("GET /werk/capaciteit/betrouwbaarheid"),
	only(workers, as(access.ForRoles, "GET /werk/capaciteit", "GET /werk/capaciteit/{offer}")...),
	[]access.Route{
		may("POST /werk/capaciteit/{offer}", "capacity.Observe"), may("POST /werk/capaciteit/{offer}/stoppen", "capacity.EndOffer"),
		may("GET /werk/capaciteit/bestand", "capacity.OwnOffers"), may("POST /werk/capaciteit/bestand", "capacity.ObserveMany"),
		may("GET /werk/capaciteit/bestand.csv", "capacity.OwnOffers"), may("GET /werk/capaciteit/tijd", "capacity.Burden"),
	},
	formOf("/werk/tijden/{service}", "appointment.Publish"), formOf("/werk/capaciteit/nieuw", "capacity.SaveOffer"), formOf("/werk/capaciteit/{offer}/wijzig", "capacity.SaveOffer"),
)

const placePath = "/werk/plaatsing"

var placePages = join(
	[]access.Route{
		may("GET "+placePath, "placement.Desk", "placement.Own", "placement.Invited"), may("POST "+placePath+"/overdracht", "placement.Note"),
		may("GET "+placePath+"/vragen", "placement.Invited", "placement.Bridged"), may("GET "+placePath+"/vragen/{invitation}", "placement.Invitation"),
		may("POST "+placePath+"/vragen/{invitation}/antwoord", "placement.Answer"), may("GET "+placePath+"/cijfers", "placement.Numbers"),
		may("GET "+placePath+"/{id}", "placement.Request"), may("GET "+placePath+"/{id}/{page}", "placement.Candidates", "placement.Request", "placement.ReadHandOver"),
		may("POST "+placePath+"/{id}/wijzig", "placement.Change"), may("POST "+placePath+"/{id}/kandidaten", "placement.Invite"),
		may("POST "+placePath+"/{id}/volgende", "placement.Cascade"), may("POST "+placePath+"/{id}/oppakken", "placement.Take"),
		may("POST "+placePath+"/{id}/kies", "placement.Choose"), may("POST "+placePath+"/{id}/intrekken", "placement.Withdraw"),
		may("POST "+placePath+"/{id}/gegevens", "placement.HandOver"), may("POST "+placePath+"/{id}/begonnen", "placement.Start"),
		may("POST "+placePath+"/{id}/afronden", "placement.Close"), may("POST "+placePath+"/{id}/gaat-niet-door", "placement.FallThrough"),
		may("POST "+placePath+"/{id}/overbrugging", "placement.Bridge"), may("POST "+placePath+"/{id}/overbrugging-stopt", "placement.EndBridging"),
		may("POST "+placePath+"/{id}/link", "placement.FollowLink"),
	},
	formOf(placePath+"/nieuw", "placement.Draft"),
	[]access.Route{may("GET /werk/van-elders", "notified.Asked"), may("GET /werk/van-elders/{id}", "notified.Question"), may("POST /werk/van-elders/{id}", "notified.Answer"),
		may("POST /werk/van-elders/{id}/voortgang", "notified.Report")},
	only(regional, as(access.ForRoles, "GET "+placePath+"/regels")...),
	[]access.Route{
		may("POST "+placePath+"/regels/coordinatie", "placement.SaveDesk"), may("POST "+placePath+"/regels/regel", "placement.SaveBridgingRule"),
		may("POST "+placePath+"/regels/stopt", "placement.EndBridgingRule"),
	},
)

const (
	stuckPath   = "/werk/knelpunten"
	meetingPath = stuckPath + "/overleg"
)

const agreedPath = "/werk/afspraken"

var agreementPages = join(
	open("GET /afspraak/{id}", "GET /afspraak/{id}/bewijs"),
	only(workers, as(access.ForRoles, "GET "+agreedPath)...),
	formOf(agreedPath+"/nieuw", "agreement.Draft"),
	[]access.Route{
		may("GET "+agreedPath+"/boom", "agreement.Tree"), may("GET "+agreedPath+"/{id}", "agreement.Get", "agreement.At"),
		may("GET "+agreedPath+"/{id}/{page}", "agreement.Get", "agreement.Versions", "agreement.Proof", "obligation.Kept"),
		may("POST "+agreedPath+"/{id}/wijzig", "agreement.Change", "agreement.Amend"), may("POST "+agreedPath+"/{id}/voorleggen", "agreement.Offer"),
		may("POST "+agreedPath+"/{id}/teken", "agreement.Sign", "agreement.Accede"), may("POST "+agreedPath+"/{id}/bezwaar", "agreement.Object"),
		may("POST "+agreedPath+"/{id}/bezwaar-terug", "agreement.Settle"), may("POST "+agreedPath+"/{id}/raadplegen", "agreement.Consult"),
		may("POST "+agreedPath+"/{id}/advies", "agreement.Advise"), may("POST "+agreedPath+"/{id}/intrekken", "agreement.Withdraw"),
		may("POST "+agreedPath+"/{id}/herzien", "agreement.Review"), may("POST "+agreedPath+"/{id}/hervatten", "agreement.Resume"),
		may("POST "+agreedPath+"/{id}/beeindigen", "agreement.End"), may("POST "+agreedPath+"/{id}/uitstappen", "agreement.Leave"), may("POST "+agreedPath+"/{id}/openbaar", "agreement.Publish"),
		may("POST "+agreedPath+"/{id}/niet-openbaar", "agreement.Publish"), may("POST "+agreedPath+"/{id}/antwoord", "obligation.Explain", "obligation.Attest"),
	},
)

var bottleneckPages = join(
	open("GET /knelpunt"),
	[]access.Route{
		may("POST /knelpunt", "bottleneck.Report"), may("GET "+stuckPath, "bottleneck.Board"), may("GET "+stuckPath+"/{id}", "bottleneck.Get"),
		may("GET "+stuckPath+"/thema", "bottleneck.Rising"), may("POST "+stuckPath+"/thema", "bottleneck.Bundle"),
		may("POST "+stuckPath+"/{id}/bespreken", "bottleneck.Discuss"), may("POST "+stuckPath+"/{id}/oppakken", "bottleneck.TakeUp"),
		may("POST "+stuckPath+"/{id}/doorgeven", "bottleneck.PassUp"), may("POST "+stuckPath+"/{id}/antwoord", "bottleneck.Answer"),
		may("POST "+stuckPath+"/{id}/afronden", "bottleneck.Propose"), may("POST "+stuckPath+"/{id}/oordeel", "bottleneck.Confirm", "bottleneck.Object"),
		may("POST "+stuckPath+"/{id}/heropenen", "bottleneck.Reopen"), may("POST "+stuckPath+"/{id}/samenvoegen", "bottleneck.Merge"),
		may("POST "+stuckPath+"/{id}/apart", "bottleneck.Separate"), may("GET "+stuckPath+"/voorbeelden", "bottleneck.Examples"),
		may("POST "+stuckPath+"/{id}/toewijzen", "bottleneck.Assign"), may("POST "+stuckPath+"/{id}/uitstellen", "bottleneck.Postpone"),
		may("POST "+stuckPath+"/{id}/meedoen", "bottleneck.Join"), may("POST "+stuckPath+"/{id}/notitie", "bottleneck.Note"),
		may("POST "+stuckPath+"/{id}/voorbeeld", "bottleneck.Example"),
	},
	formOf(stuckPath+"/melden", "bottleneck.Report"),
	only(workers, as(access.ForRoles, "GET "+stuckPath+"/regels")...),
	[]access.Route{
		may("POST "+stuckPath+"/regels", "signal.SaveRule", "signal.DryRun"), may("POST "+stuckPath+"/regels/stopt", "signal.EndRule"),
		may("GET "+meetingPath, "meeting.Meetings"), may("POST "+meetingPath, "meeting.Plan"), may("GET "+meetingPath+"/{id}", "meeting.Meeting"),
		may("POST "+meetingPath+"/{id}/begin", "meeting.Start"), may("POST "+meetingPath+"/{id}/verzet", "meeting.Plan"), may("POST "+meetingPath+"/{id}/aanwezig", "meeting.Attend"),
		may("POST "+meetingPath+"/{id}/punt", "meeting.Propose"), may("POST "+meetingPath+"/{id}/punt/{item}", "meeting.Minute"),
		may("POST "+meetingPath+"/{id}/taak", "meeting.AddTask"), may("POST "+meetingPath+"/{id}/taak/{task}", "meeting.DoneTask"),
		may("POST "+meetingPath+"/{id}/sluit", "meeting.Close"), may("POST "+meetingPath+"/{id}/vervalt", "meeting.Cancel"),
	},
)

const (
	wijkPath   = "/werk/netwerk/wijkverband/{slug}"
	regionPath = "/werk/netwerk/regio/{slug}"
)

var networkPages = join(
	[]access.Route{may("GET /werk/netwerk", "mandate.Delegates")},
	only([]access.Role{access.ProviderAdmin}, formOf("/werk/netwerk/organisatie", "network.EditOrganization")...),
	only([]access.Role{access.ProviderAdmin}, may("GET /werk/netwerk/adressen", "endpoint.Own"), may("GET /werk/netwerk/adressen/nieuw", "endpoint.Own"), may("POST /werk/netwerk/adressen/nieuw", "endpoint.Save"),
		may("GET /werk/netwerk/adressen/{id}", "endpoint.Own"), may("POST /werk/netwerk/adressen/{id}", "endpoint.Save")),
	[]access.Route{may("GET "+wijkPath, "network.EditWijkverband"), may("GET "+regionPath, "network.EditRegion")},
	formOf(wijkPath+"/gegevens", "network.SaveWijkverband"), formOf(wijkPath+"/wijkverpleging", "network.SaveWijkverband"),
	formOf(wijkPath+"/contact/{id}", "network.SaveContact"), formOf(wijkPath+"/taak/{task}", "network.SaveTask"),
	formOf(wijkPath+"/geschiedenis", "network.WijkverbandHistory"),
	[]access.Route{may("POST "+wijkPath+"/contact/{id}/stoppen", "network.EndContact")},
	only(regional, formOf(wijkPath+"/wijken", "network.AssignWijken")...), only(regional, formOf(wijkPath+"/stoppen", "network.EndWijkverband")...),
	formOf(regionPath+"/gegevens", "network.SaveRegion"), formOf(regionPath+"/gebieden", "network.SaveRegion"),
	formOf(regionPath+"/taak/{task}", "network.SaveTask"), formOf(regionPath+"/bewijs/{code}", "network.AttestEvidence"), formOf(regionPath+"/nieuw", "network.SaveWijkverband"),
	formOf(regionPath+"/geschiedenis", "network.RegionHistory"),
	[]access.Route{may("GET "+wijkPath+"/beginnen", "network.EditWijkverband")},
	formOf(wijkPath+"/beginnen/{discipline}", "identity.Invite"),
)

const (
	tablePath   = "/werk/netwerk/tafel/{kind}/{slug}"
	mandatePath = "/werk/netwerk/mandaat/{id}"
)

var mandatePages = join(
	[]access.Route{
		may("GET "+tablePath, "mandate.Delegates"), may("GET "+mandatePath, "mandate.Delegates"), may("GET "+regionPath+"/disciplines", "mandate.Delegates"),
		may("GET /werk/netwerk/leden/{id}", "mandate.Delegates"),
		may("POST "+mandatePath+"/vervanger/{sub}/stoppen", "mandate.EndSubstitution"), may("POST "+tablePath+"/zetel/{id}/opheffen", "mandate.EndSeat"),
	},
	formOf("/werk/netwerk/mandaat/nieuw", "mandate.Grant"), formOf(mandatePath+"/intrekken", "mandate.Revoke"), formOf(mandatePath+"/verbeteren", "mandate.Correct"),
	formOf(mandatePath+"/vervanger", "mandate.Substitute"), formOf(tablePath+"/zetel/{id}", "mandate.SaveSeat"), formOf(tablePath+"/stemmen", "mandate.SetVotes"),
	formOf(regionPath+"/erkenning", "mandate.Recognise"), formOf("/werk/netwerk/erkenning/{id}/stoppen", "mandate.EndStanding"),
	only(regional, formOf("/werk/netwerk/leden/{id}/nieuw", "mandate.Affiliate")...),
	only([]access.Role{access.ProviderAdmin}, formOf("/werk/netwerk/aansluiten", "mandate.Affiliate")...),
	formOf("/werk/netwerk/aansluiting/{id}/stoppen", "mandate.EndAffiliation"),
)

var peoplePages = join(
	[]access.Route{
		may("GET /werk/mensen", "identity.Invitations"), may("GET /werk/mensen/{id}", "network.People"),
		may("POST /werk/mensen/{id}/herstel", "identity.Recover"), may("POST /werk/mensen/{id}/vertrokken", "network.EndPerson"),
		may("POST /werk/uitnodiging/{id}/intrekken", "identity.Withdraw"),
	},
	formOf("/werk/mensen/nieuw", "identity.Invite"),
)

var adminPages = join(
	[]access.Route{
		may("GET /beheer", "upkeep.State"), may("POST /beheer/taken/{id}/opnieuw", "upkeep.Retry"),
		may("GET /beheer/sleutels", "custody.Status"), may("POST /beheer/sleutels", "custody.Rotate"),
		may("POST /beheer/sleutels/{id}/weg", "custody.Retire"),
	},
	formOf("/beheer/mensen", "identity.People"),
	[]access.Route{
		may("GET /beheer/mensen/{id}", "identity.Person"), may("POST /beheer/mensen/{id}/rol", "identity.SetRole"),
		may("GET /beheer/koppelingen", "identity.Clients"),
		may("GET /beheer/koppelingen/{id}", "identity.Clients"),
	},
	formOf("/beheer/koppelingen/nieuw", "identity.AddClient"),
	[]access.Route{may("GET /beheer/bronnen", "mirror.Sources"), may("GET /beheer/bronnen/{id}", "mirror.Sources"),
		may("POST /beheer/bronnen/{id}", "mirror.Set", "mirror.Fetch"), may("POST /beheer/bronnen/{id}/proef", "mirror.Try")},
	formOf("/beheer/bronnen/nieuw", "mirror.Add"),
	[]access.Route{may("GET /beheer/elders", "peer.Peers"), may("GET /beheer/elders/{id}", "peer.Peers"), may("POST /beheer/elders/{id}", "peer.Set"),
		may("POST /beheer/elders/{id}/proef", "peer.Try")},
	formOf("/beheer/elders/nieuw", "peer.Add"),
	[]access.Route{may("GET /beheer/seintjes", "subscription.All"), may("GET /beheer/seintjes/{id}", "subscription.All"), may("POST /beheer/seintjes/{id}", "subscription.Stop")},
	[]access.Route{may("GET /beheer/dossiersystemen", "launch.Systems"), may("GET /beheer/dossiersystemen/{id}", "launch.Systems"),
		may("POST /beheer/dossiersystemen/{id}", "launch.Set"), may("POST /beheer/dossiersystemen/{id}/proef", "launch.Try")},
	formOf("/beheer/dossiersystemen/nieuw", "launch.Add"),
	only([]access.Role{access.PlatformAdmin}, may("POST /beheer/mensen/{id}/herstel", "identity.Recover"), may("POST /beheer/mensen/{id}/vertrokken", "network.EndPerson"),
		may("POST /beheer/koppelingen/{id}", "identity.SetClientScopes", "identity.SetClientKeys", "identity.EndClient", "identity.GrantClientScope")),
)

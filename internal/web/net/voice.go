package net

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

// voices is who speaks for whom, as an overview shows it to somebody.
type voices struct {
	mine       []spoke // for whom the visitor speaks
	ours       []spoke // who speaks for the visitor's organisation
	joined     []ui.Link
	ourselves  bool // there is an organisation of one's own
	joinBody   string
	giveOurs   string
	tableLinks []ui.Link
	teamLinks  []ui.Link // the tables of wijkverbanden
}

func (p Page) voices(ctx context.Context, who access.Actor) (v voices, err error) {
	if p.Mandates == nil || !p.reads(who) {
		return v, nil
	}
	own, err := p.Mandates.Mandates(ctx, mandate.Query{Delegate: network.PersonID(who.Person)})
	if err != nil {
		return v, err
	}
	// Their own name is theirs to know; who else has a name here is asked per table.
	if v.mine, _, err = p.spokes(ctx, own, days{}, nil); err != nil {
		return v, err
	}
	for i := range v.mine {
		v.mine[i].person = ""
	}
	if who.Role == access.ProviderAdmin && who.Organization != "" {
		if err := p.ourVoices(ctx, who, &v); err != nil {
			return v, err
		}
	}
	tables, err := p.tables(ctx, who)
	for _, t := range tables {
		if !p.may(who, "mandate.Delegates", t.subject()) {
			continue
		}
		// A coordinator has to do with their own wijkverband; the others of the region are their neighbours'.
		if who.Role == access.Coordinator && t.forum.Kind == mandate.Wijkverband && string(t.forum.Wijkverband) != who.Wijkverband {
			continue
		}
		if link := (ui.Link{Text: t.name, Href: t.path()}); t.forum.Kind == mandate.Wijkverband {
			v.teamLinks = append(v.teamLinks, link)
		} else {
			v.tableLinks = append(v.tableLinks, link)
		}
	}
	if len(tables) > 0 && tables[0].region.ID != "" {
		v.tableLinks = append(v.tableLinks, ui.Link{Text: "Wie spreekt voor welke discipline", Href: regionPath(tables[0].region) + "/disciplines"})
	}
	return v, err
}

// ourVoices fills in who speaks for one's own organisation, and which bodies do.
func (p Page) ourVoices(ctx context.Context, who access.Actor, v *voices) (err error) {
	of := network.OrganizationID(who.Organization)
	v.ourselves, v.joinBody, v.giveOurs = true, root+"/aansluiten", root+"/mandaat/nieuw"
	if v.ours, err = p.spokenBy(ctx, who, of, days{}); err != nil {
		return err
	}
	joined, err := p.Mandates.Affiliations(ctx, mandate.Query{Provider: of})
	if err != nil {
		return err
	}
	known, err := organizationsOf(ctx, p, joined, func(a *mandate.Affiliation) network.OrganizationID { return a.Body })
	for _, a := range joined {
		v.joined = append(v.joined, ui.Link{Text: known[a.Body].Name, Href: bodyPath(a.Body)})
	}
	return err
}

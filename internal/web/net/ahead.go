package net

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

// ahead is how far an overview looks ahead.
const ahead = 30 * 24 * time.Hour

// gapAhead is something that ends soon, with the way to see to what follows.
type gapAhead struct {
	what, whose string
	last        time.Time // the last moment at which it holds
	act         ui.Link   // empty for who may not
}

// gapsAhead lists what ends within the coming days where somebody works.
func (p Page) gapsAhead(ctx context.Context, who access.Actor) (list []gapAhead, err error) {
	if p.Mandates == nil {
		return nil, nil
	}
	var region network.RegionID
	var team network.WijkverbandID
	switch who.Role {
	case access.Coordinator:
		team = network.WijkverbandID(who.Wijkverband)
	case access.RESVStaff, access.RESVBoard:
		region = network.RegionID(who.Region)
	case access.National:
	default:
		return nil, nil
	}
	all, err := p.Mandates.EndsSoon(ctx, region, team, ahead)
	if err != nil {
		return nil, err
	}
	of, err := organizationsOf(ctx, p, all, func(e *mandate.Ending) network.OrganizationID { return e.Organization })
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		g := gapAhead{what: e.What, whose: of[e.Organization].Name, last: e.At.Add(-time.Microsecond)}
		t, err := p.tableAt(ctx, e.Forum)
		if err != nil {
			return nil, err
		}
		if e.Forum.Kind == mandate.Wijkverband {
			g.whose = ui.Capital(joinWords(t.name, g.whose))
		}
		if g.act, err = p.aheadAct(ctx, who, e, t); err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, nil
}

func joinWords(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// aheadAct is the one click with which somebody sees to what follows.
func (p Page) aheadAct(ctx context.Context, who access.Actor, e mandate.Ending, t table) (ui.Link, error) {
	switch e.Kind {
	case "mandate":
		if p.may(who, "mandate.Grant", access.Subject{Type: "mandate", Organization: string(e.Organization), Region: string(e.Forum.Region), Wijkverband: string(e.Forum.Wijkverband), Desk: string(t.board)}) {
			return ui.Link{Text: "Leg het volgende mandaat vast", Href: root + "/mandaat/nieuw?na=" + e.ID}, nil
		}
		return ui.Link{Text: "Bekijk het mandaat", Href: root + "/mandaat/" + e.ID}, nil
	case "seat":
		if p.may(who, "mandate.SaveSeat", t.subject()) {
			return ui.Link{Text: "Zeg wie de zetel krijgt", Href: t.path() + "/zetel/" + e.ID}, nil
		}
	case "standing":
		if p.may(who, "mandate.Recognise", access.Subject{Type: "standing", Region: string(e.Forum.Region)}) && t.region.Slug != "" {
			return ui.Link{Text: "Erken wie hierna spreekt", Href: regionPath(t.region) + "/erkenning"}, nil
		}
	case "contact":
		if keepsNetwork(who.Role) && who.Role != access.RESVBoard {
			team, err := p.Network.WijkverbandByID(ctx, e.Wijkverband)
			return ui.Link{Text: "Zeg wie dit wordt", Href: wijkPath(team) + "/contact/" + e.ID}, err
		}
	}
	return ui.Link{}, nil
}

package demo

import (
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// role is a person in few words. Names are invented; the surnames are words, not families.
type role struct {
	name        string
	role        access.Role
	party       string // name of the organisation; '' = none, or the one that the contacts of the person name
	discipline  network.DisciplineCode
	wijkverband string
	// speaks are the wijkverbanden of which the person is the contact of the discipline.
	speaks []string
	shown  bool // chose to be named in public
	region string
}

const verband = "Wijkverband "

// roles are the people somebody can be in the demo: each role at least once.
var roles = []role{
	{name: "Jannie Kersenplukker", role: access.Patient},
	{name: "Youssef Oeverlander", role: access.Patient},
	{name: "Marloes Kersenplukker", role: access.Representative},
	{name: "Hedwig Waardemaker", role: access.Professional, discipline: "huisartsenzorg", speaks: []string{"Oevermonde-Centrum", "Kribbendam en Steurhaven"}, shown: true},
	{name: "Tarik Griendmans", role: access.Professional, discipline: "huisartsenzorg", speaks: []string{"Oevermonde-Noord", "Oevermonde-West"}},
	{name: "Floor Dijkgraver", role: access.Professional, discipline: "huisartsenzorg", speaks: []string{"Grienderen", "Uiterwoud en Lakermonde"}},
	{name: "Egbert Zalmvanger", role: access.Professional, discipline: "huisartsenzorg", speaks: []string{"Zilverwaard", "Elzenkade"}},
	{name: "Saskia Veerstoep", role: access.Professional, discipline: "wijkverpleging", speaks: []string{"Oevermonde-Centrum", "Oevermonde-Noord"}, shown: true},
	{name: "Chenoa Rietsnijder", role: access.Professional, discipline: "wijkverpleging", speaks: []string{"Oevermonde-West", "Kribbendam en Steurhaven"}},
	{name: "Wubbo Peppelman", role: access.Professional, discipline: "wijkverpleging", speaks: []string{"Grienderen", "Uiterwoud en Lakermonde", "Zilverwaard"}},
	{name: "Ilse Bongerdman", role: access.Professional, discipline: "farmacie", speaks: []string{"Oevermonde-Centrum", "Oevermonde-West", "Kribbendam en Steurhaven"}},
	{name: "Ravi Pontmeester", role: access.Professional, discipline: "farmacie", speaks: []string{"Oevermonde-Noord", "Grienderen", "Uiterwoud en Lakermonde"}},
	{name: "Nora Tichelgat", role: access.Professional, discipline: "sociaal-domein", speaks: []string{"Oevermonde-Centrum", "Oevermonde-West", "Oevermonde-Noord"}, shown: true},
	{name: "Auke Kweldam", role: access.Professional, discipline: "sociaal-domein", speaks: []string{"Grienderen", "Uiterwoud en Lakermonde", "Zilverwaard"}},
	{name: "Dunya Stroomink", role: access.Professional, discipline: "fysiotherapie", speaks: []string{"Oevermonde-Centrum", "Grienderen"}},
	{name: "Maartje Sluiswachter", role: access.TransferDesk, party: "Ziekenhuis De Merelhof", discipline: "msz"},
	{name: "Kees Bandijker", role: access.TransferDesk, party: "Huisartsencoöperatie Rivierenzoom", discipline: "huisartsenzorg"},
	{name: "Gerda Kleibakker", role: access.ProviderAdmin, party: "Thuiszorg Rivierstroom", discipline: "wijkverpleging"},
	{name: "Bilal Steenoven", role: access.ProviderAdmin, party: "Ouderenzorg De Veerstoep", discipline: "vvt"},
	{name: "Tineke Wilgentak", role: access.Coordinator, party: "RESV Rivierenzoom", wijkverband: "Oevermonde-West"},
	{name: "Joris Uiterdijk", role: access.Coordinator, party: "RESV Rivierenzoom", wijkverband: "Zilverwaard"},
	{name: "Esra Hoogwater", role: access.RESVStaff, party: "RESV Rivierenzoom"},
	{name: "Pieter-Bas Lakerhout", role: access.RESVBoard, party: "RESV Rivierenzoom"},
	{name: "Renske Zeedistel", role: access.RESVStaff, party: "Voorloper RESV Duinrand", region: "duinrand"},
	{name: "Harm Veenpluis", role: access.RESVBoard, party: "Stichting RESV Veenkant", region: "veenkant"},
	{name: "Vivian Overlaat", role: access.Insurer, party: "Deltaborg Zorgverzekeraar", discipline: "zorgverzekeraar"},
	{name: "Stijn Elzenaar", role: access.Municipality, party: "Gemeente Oevermonde", discipline: "gemeente"},
	{name: "Annelot Vloedlijn", role: access.National, party: "Landelijk Platform Dichtbij"},
	{name: "Siem Schaardijk", role: access.PlatformAdmin, party: "RESV Rivierenzoom"},
	{name: "Wietske Zomerdijk", role: access.PlatformAdmin, party: "RESV Rivierenzoom"},
	{name: "Ruben Stuifduin", role: access.Auditor, party: "Landelijk Platform Dichtbij"},
	{name: "Loubna Ooiwaarder", role: access.Auditor, party: "Landelijk Platform Dichtbij"},
}

// meet makes the people and gives the contacts of the wijkverbanden their names.
func (c *cast) meet() {
	c.party(network.NationalOrg, "Landelijk Platform Dichtbij", "")
	c.party(network.CitizensOrg, "Regiotafel Rivierenzoom", "")
	for _, r := range roles {
		p := network.Person{
			ID: id.From[network.PersonID]("demo", "person", r.name), Name: r.name, Role: string(r.role), Discipline: r.discipline,
			Email: strings.ReplaceAll(network.Slug(r.name), "-", ".") + "@mensen.example",
		}
		if r.role != access.National && r.role != access.Auditor && r.role != access.PlatformAdmin {
			p.Region = regionID("rivierenzoom")
		}
		if r.region != "" {
			p.Region = regionID(r.region)
		}
		if r.party != "" {
			p.Organization = c.parties[r.party].ID
		}
		if r.wijkverband != "" {
			p.Wijkverband = wijkverbandID(verband + r.wijkverband)
		}
		for i, name := range r.speaks {
			k := c.speaker(verband+name, r.discipline)
			if k == nil {
				continue
			}
			k.Person, k.ShowName = p.ID, r.shown
			if i == 0 {
				// Somebody who speaks for colleagues elsewhere still works in one place.
				p.Organization, p.Wijkverband = k.Organization, wijkverbandID(verband+name)
			}
		}
		c.people = append(c.people, p)
	}
}

// speaker finds the contact of a discipline in a wijkverband.
func (c *cast) speaker(wijkverband string, d network.DisciplineCode) *network.Contact {
	for i := range c.wijkverbanden {
		w := &c.wijkverbanden[i]
		for k := range w.Contacts {
			if w.Name == wijkverband && w.Contacts[k].Discipline == d {
				return &w.Contacts[k]
			}
		}
	}
	return nil
}

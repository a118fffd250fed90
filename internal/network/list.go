package network

import (
	"context"
	"strconv"
	"strings"

	"eerstelijn/internal/fault"
)

func param(n int) string { return "$" + strconv.Itoa(n) }

const disciplineColumns = `code, name, part, core, plain, uzi_roles, organization_types, sbi, position`

func scanDiscipline(row func(...any) error) (d Discipline, err error) {
	var uzi, kinds, sbi string
	err = row(&d.Code, &d.Name, &d.Group, &d.Core, &d.Plain, &uzi, &kinds, &sbi, &d.Order)
	d.UZIRoles, d.OrganizationTypes, d.SBI = strings.Fields(uzi), strings.Fields(kinds), strings.Fields(sbi)
	return d, err
}

// Disciplines gives all disciplines in their order: primary care, social domain, wider, adjacent.
func (s *Service) Disciplines(ctx context.Context) (_ []Discipline, err error) {
	defer fault.Wrap(&err, "network.Disciplines")
	return list(ctx, s, scanDiscipline, `SELECT `+disciplineColumns+` FROM discipline ORDER BY position`)
}

// Discipline gives one discipline; an unknown code is NotFound.
func (s *Service) Discipline(ctx context.Context, code DisciplineCode) (_ Discipline, err error) {
	defer fault.Wrap(&err, "network.Discipline")
	found, err := list(ctx, s, scanDiscipline, `SELECT `+disciplineColumns+` FROM discipline WHERE code = $1`, code)
	return one(found, err, "Deze discipline kennen we niet.", "discipline not found")
}

// Tasks gives the minimal tasks: five of a RESV, then two of a wijkverband.
func (s *Service) Tasks(ctx context.Context) (_ []Task, err error) {
	defer fault.Wrap(&err, "network.Tasks")
	return list(ctx, s, func(row func(...any) error) (t Task, err error) {
		return t, row(&t.Code, &t.Owner, &t.Name, &t.Plain)
	}, `SELECT code, owner, name, plain FROM minimal_task ORDER BY position`)
}

// Figures gives the definitions of the key figures.
func (s *Service) Figures(ctx context.Context) (_ []Figure, err error) {
	defer fault.Wrap(&err, "network.Figures")
	return list(ctx, s, func(row func(...any) error) (f Figure, err error) {
		return f, row(&f.Code, &f.Name, &f.Unit, &f.Source)
	}, `SELECT code, name, unit, source FROM key_figure ORDER BY position`)
}

package app

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"eerstelijn/internal/access"
)

var update = flag.Bool("update", false, "write the golden files anew")

const routesFile = "../../docs/toegang-routes.md"

// columns are the roles in the table of routes, with a short head.
var columns = []struct {
	role access.Role
	head string
}{
	{access.Citizen, "inwoner"}, {access.Patient, "patiënt"}, {access.Representative, "vertegenw."}, {access.Professional, "zorgverl."},
	{access.TransferDesk, "transfer"}, {access.ProviderAdmin, "aanbieder"}, {access.Coordinator, "coörd."}, {access.RESVStaff, "RESV"},
	{access.RESVBoard, "bestuur"}, {access.Insurer, "verzek."}, {access.Municipality, "gemeente"}, {access.National, "landelijk"},
	{access.PlatformAdmin, "beheer"}, {access.Auditor, "toezicht"}, {access.Holder, "link"}, {access.Machine, "programma"},
}

// The table of who may ask which address is written from the list that the faces keep and from the
// policies that decide.
func TestRoutesFileIsCurrent(t *testing.T) {
	t.Parallel()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	table := policies.Table()
	var b strings.Builder
	b.WriteString("# Wie mag welke pagina en welke vraag aan de API\n\n" +
		"Deze bladzijde is gemaakt uit de lijst van adressen (`internal/web/access.go`, `internal/api/access.go`, `internal/app/routes.go`) en uit de regels waarmee\n" +
		"het platform beslist; welke handeling wie waarom mag, staat in [toegang.md](toegang.md). Een test vraagt elk adres als elke rol, met eigen en andermans\n" +
		"gegevens (`TestMatrix` in `internal/app`). Gemaakt met: `go test ./internal/app -run TestRoutesFileIsCurrent -update`\n\n" +
		"**ja** altijd · **eigen** alleen wat van de eigen organisatie, regio, wijkverband of persoon is · **deels** onder voorwaarden die toegang.md noemt · – nooit\n\n" +
		"Een programma heeft ook het recht (scope) nodig dat toegang.md noemt, en komt alleen in de API. Wie een link heeft, komt alleen op de bladzijde van die link.\n\n")
	b.WriteString("| adres | handeling |")
	for _, c := range columns {
		b.WriteString(" " + c.head + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, r := range Routes() {
		if r.For == access.ForOperator {
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s |", r.Pattern, strings.Join(acts(r), "<br>"))
		for _, c := range columns {
			b.WriteString(" " + reaches(r, table, c.role) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\nOp een eigen adres, alleen voor wie het systeem draait (`--ops`): ")
	var ops []string
	for _, r := range Routes() {
		if r.For == access.ForOperator {
			ops = append(ops, "`"+r.Pattern+"`")
		}
	}
	b.WriteString(strings.Join(ops, ", ") + ".\n")
	if *update {
		if err := os.WriteFile(routesFile, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	is, err := os.ReadFile(routesFile)
	if err != nil || string(is) != b.String() {
		t.Errorf("%s is not current (%v): run with -update and read what changed", routesFile, err)
	}
}

func acts(r access.Route) (all []string) {
	for _, a := range r.Acts {
		all = append(all, "`"+a+"`")
	}
	if len(all) == 0 {
		all = append(all, "–")
	}
	return all
}

func reaches(r access.Route, table []access.Row, role access.Role) string {
	if role == access.Machine && !strings.Contains(r.Pattern, " /api/") {
		role = access.Citizen // nobody knows it there
	}
	if role == access.Holder && r.For != access.ForHolder && r.For != access.ForEveryone {
		role = access.Citizen // a link opens its own page alone
	}
	switch reach := r.Reach(table, role); {
	case !reach.Ever():
		return "–"
	case reach.Anything && !reach.Narrowed:
		return "ja"
	case reach.Narrowed && !reach.Organization && !reach.Region && !reach.Wijkverband && !reach.Person:
		return "deels"
	case reach.Anything:
		return "ja"
	}
	return "eigen"
}

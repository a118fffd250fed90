package api

import "eerstelijn/internal/network"

type discipline struct {
	Code  network.DisciplineCode `json:"code"`
	Name  string                 `json:"name"`
	Group string                 `json:"group" enum:"primary,social,wider,adjacent"`
	Core  bool                   `json:"core" doc:"Een van de vier zonder welke een wijkverband niet bemenst is."`
	Plain string                 `json:"plain" doc:"Wat het voor u doet, in gewoon Nederlands."`
	// Codes by which others know it.
	UZIRoles          []string `json:"uzi_roles"`
	OrganizationTypes []string `json:"organization_types" doc:"Nictiz."`
	SBI               []string `json:"sbi"`
}

// disciplineList answers GET /disciplines.
func (s *server) disciplineList(_ *struct{}, r request) (List[discipline], error) {
	found, err := s.Network.Disciplines(r)
	if err != nil {
		return List[discipline]{}, err
	}
	items := make([]discipline, len(found))
	for i, d := range found {
		items[i] = discipline{Code: d.Code, Name: d.Name, Group: d.Group, Core: d.Core, Plain: d.Plain,
			UZIRoles: some(d.UZIRoles), OrganizationTypes: some(d.OrganizationTypes), SBI: some(d.SBI)}
	}
	return all(items), nil
}

type kind struct {
	Code        string                   `json:"code"`
	Name        string                   `json:"name"`
	Disciplines []network.DisciplineCode `json:"disciplines" doc:"Wie het meestal aanbieden."`
	VerifyDays  int                      `json:"verify_days" doc:"Zoveel dagen geldt een controle."`
}

// kindList answers GET /kinds.
func (s *server) kindList(_ *struct{}, r request) (List[kind], error) {
	found, err := s.Directory.Kinds(r)
	if err != nil {
		return List[kind]{}, err
	}
	items := make([]kind, len(found))
	for i, k := range found {
		items[i] = kind{Code: k.Code, Name: k.Name, Disciplines: some(k.Disciplines), VerifyDays: k.VerifyDays}
	}
	return all(items), nil
}

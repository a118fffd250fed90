package subscription

import "eerstelijn/internal/fault"

// problems say why a subscription fails or stopped.
var problems = map[Problem]fault.Text{
	NotTaken:   {NL: "Het adres neemt de berichten niet aan.", EN: "the endpoint does not take the notifications"},
	GivenUp:    {NL: "Het adres nam zeven dagen lang niets aan.", EN: "the endpoint took nothing for seven days"},
	Passed:     {NL: "Het moment waarop het zou stoppen is voorbij.", EN: "its end has passed"},
	NoRight:    {NL: "Het programma is gestopt of mag dit niet meer lezen.", EN: "the client ended, or may not read this any more"},
	ByProgram:  {NL: "Het programma zette het zelf uit.", EN: "put off by the client"},
	ByOperator: {NL: "De beheerder van de site zette het uit.", EN: "put off by the administrator of the site"},
}

// NL says in Dutch why; ” where nothing is wrong.
func (p Problem) NL() string { return problems[p].NL }

// EN says the same in English.
func (p Problem) EN() string { return problems[p].EN }

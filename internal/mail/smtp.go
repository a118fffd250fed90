package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/mail"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"eerstelijn/internal/fault"
)

// sendTimeout bounds one delivery: a job may take two minutes.
const sendTimeout = 30 * time.Second

// Server is the mail server that an operator named.
type Server struct {
	// Address is smtps://user@host[:465], or smtp://user@host[:587], which begins in the open and
	// must go on under TLS. On this machine itself (localhost) smtp:// needs no TLS: nothing travels.
	Address  string
	Password string
	// PasswordFile holds the password where Password is empty; the end of its line is no part of it.
	PasswordFile string
	// From is the address that mails come from, as the operator's domain allows it.
	From string
	// Roots are the authorities to trust; nil: those of the machine.
	Roots *x509.CertPool
}

// SMTP sends by SMTP.
type SMTP struct {
	host   string
	from   string
	domain string
	opts   []gomail.Option
}

// NewSMTP reads the configuration; Invalid names the flag that is wrong. It connects to nothing yet.
func NewSMTP(s Server) (*SMTP, error) {
	u, err := url.Parse(s.Address)
	if err != nil || u.Scheme != "smtps" && u.Scheme != "smtp" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, fault.InvalidField("--smtp", "Geef het adres van de mailserver, zoals smtps://gebruiker@mail.voorbeeld.nl.",
			"expected the address of a mail server such as smtps://user@mail.example.org")
	}
	if _, typed := u.User.Password(); typed {
		return nil, fault.InvalidField("--smtp", "Zet het wachtwoord niet in het adres, maar in een bestand.",
			"keep the password out of the address: use --smtp-password-file, or EERSTELIJN_SMTP_PASSWORD")
	}
	from, err := mail.ParseAddress(s.From)
	if err != nil || from.Address != s.From {
		return nil, fault.InvalidField("--mail-from", "Geef het adres waar de mail vandaan komt.", "expected the address that mails come from, such as no-reply@example.org")
	}
	if s.Password == "" && s.PasswordFile != "" {
		body, err := os.ReadFile(s.PasswordFile)
		if err != nil {
			return nil, fault.InvalidField("--smtp-password-file", "Dit bestand kan niet worden gelezen.", "cannot read this file")
		}
		s.Password = strings.TrimRight(string(body), "\r\n")
	}
	out := &SMTP{host: u.Hostname(), from: s.From, domain: s.From[strings.LastIndexByte(s.From, '@')+1:]}
	out.opts = []gomail.Option{
		gomail.WithTimeout(sendTimeout), gomail.WithHELO(out.domain),
		gomail.WithTLSConfig(&tls.Config{ServerName: out.host, MinVersion: tls.VersionTLS12, RootCAs: s.Roots}),
	}
	switch {
	case u.Scheme == "smtps":
		out.opts = append(out.opts, gomail.WithSSLPort(false))
	case local(out.host):
		out.opts = append(out.opts, gomail.WithTLSPortPolicy(gomail.TLSOpportunistic))
	default:
		out.opts = append(out.opts, gomail.WithTLSPortPolicy(gomail.TLSMandatory))
	}
	if u.Port() != "" {
		port, err := strconv.Atoi(u.Port())
		if err != nil || port < 1 || port > 65535 {
			return nil, fault.InvalidField("--smtp", "Dit is geen poort.", "expected a port from 1 to 65535")
		}
		out.opts = append(out.opts, gomail.WithPort(port))
	}
	if name := u.User.Username(); name != "" {
		out.opts = append(out.opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(name), gomail.WithPassword(s.Password))
	}
	return out, nil
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send implements [Sender].
func (s *SMTP) Send(ctx context.Context, key ID, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(msg.From(s.from), msg.To(m.To)); err != nil {
		return refused("the address is not accepted", nil)
	}
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(string(key) + "@" + s.domain)
	msg.SetDate()
	// No robot should answer these (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	client, err := gomail.NewClient(s.host, s.opts...)
	if err != nil {
		return refused("the configuration is not accepted", nil)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return refused("the mail server cannot be reached, or refuses to sign in or to use TLS", err)
	}
	// A client that cannot say goodbye has still delivered.
	defer func() { _ = client.Close() }()
	if err := client.Send(msg); err != nil {
		var sent *gomail.SendError
		if errors.As(err, &sent) {
			return refused("the mail server did not take the message ("+strconv.Itoa(sent.ErrorCode())+")", nil)
		}
		return refused("the mail server did not take the message", nil)
	}
	return nil
}

// refused keeps what the server answered to a recipient out of the logs: it repeats the address. What
// went wrong before there was one is kept.
func refused(en string, cause error) error {
	return fault.New(fault.Unavailable, "De e-mail kan niet worden verstuurd.", en).Because(cause)
}

package invitation

import (
	"fmt"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/mail"
)

var months = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

// letter is the mail of an invitation. It names nobody and no organisation: those stand behind the link.
func letter(i Invitation, to, address string) mail.Message {
	subject, about := "Er staat een uitnodiging voor u klaar", "Iemand nodigt u uit om mee te doen op Eerstelijn.\nOpen deze link om te zien wie, en waarvoor:"
	if i.Kind == ToRecover {
		subject, about = "U kunt weer een passkey maken", "Een beheerder heeft uw account op Eerstelijn weer voor u klaargezet.\nUw oude passkeys werken niet meer. Open deze link om een nieuwe te maken:"
	}
	until := i.Until.In(clock.Amsterdam)
	text := fmt.Sprintf(`Goedendag,

%s

%s

De link werkt één keer, tot en met %d %s. Stuur hem aan niemand door.

Verwacht u deze e-mail niet? Dan hoeft u niets te doen.
`, about, address, until.Day(), months[until.Month()-1])
	return mail.Message{To: to, Subject: subject, Text: text, Until: i.Until}
}

package main

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"selvage/acceptance/go/contract"
)

// passcodes logs in by one-time passcodes over every channel, read from the inbox.
type passcodes struct {
	*world
	line     uint16
	methodID string
	code     string
}

func (w *world) usePasscodes() {
	p := &passcodes{world: w, line: binary.BigEndian.Uint16(random(2)) % 9000}
	step("otps.email.login_or_create and authenticate", p.byEmail)
	step("otps: a used code", p.usedCode)
	step("otps.sms: a wrong code, then the right one", p.bySMS)
	step("otps.whatsapp.login_or_create and authenticate", p.byWhatsApp)
	step("otps.sms.send to an unknown number", p.unknownNumber)
	step("otps: too many sends", p.tooManySends)
}

// number gives a new one in a country that every environment allows; nothing is sent to it.
func (p *passcodes) number() string {
	p.line++
	return fmt.Sprintf("+1415555%04d", p.line)
}

func wrongCode(code string) string {
	return fmt.Sprintf("%06d", (must(strconv.Atoi(code))+1)%1_000_000)
}

func (p *passcodes) byEmail() {
	email := p.address("otp")
	sent := must(p.client.LoginOrCreateByEmailOTP(contract.EmailOTPParams{Email: email}))
	equal(sent.UserCreated, true)
	p.methodID, p.code = sent.EmailID, p.inbox.codeTo(email)
	answer := must(p.client.AuthenticateOTP(contract.AuthenticateOTPParams{
		MethodID:               p.methodID,
		Code:                   p.code,
		SessionDurationMinutes: 60,
	}))
	equal(answer.UserID, sent.UserID)
	equal(answer.MethodID, sent.EmailID)
	equal(answer.User.Emails[0].Verified, true)
	factor := there(answer.Session).AuthenticationFactors[0]
	equal(factor.Type, "otp")
	equal(factor.DeliveryMethod, "email")
	equal(there(factor.EmailFactor).EmailAddress, email)
}

func (p *passcodes) usedCode() {
	expectError(p.trying(p.methodID, p.code), 401, "unable_to_auth_otp_code")
}

func (p *passcodes) trying(
	methodID, code string,
) func() (*contract.AuthenticateOTPResponse, error) {
	return func() (*contract.AuthenticateOTPResponse, error) {
		params := contract.AuthenticateOTPParams{MethodID: methodID, Code: code}
		return p.client.AuthenticateOTP(params)
	}
}

func (p *passcodes) bySMS() {
	number := p.number()
	sent := must(p.client.LoginOrCreateBySMS(contract.PhoneSendParams{
		PhoneNumber:       number,
		ExpirationMinutes: 5,
	}))
	code := p.inbox.codeTo(number)
	expectError(p.trying(sent.PhoneID, wrongCode(code)), 404, "otp_code_not_found")
	answer := must(p.trying(sent.PhoneID, code)())
	equal(answer.Session == nil, true)
	equal(answer.User.PhoneNumbers[0].PhoneNumber, number)
	equal(answer.User.PhoneNumbers[0].Verified, true)
}

func (p *passcodes) byWhatsApp() {
	number := p.number()
	sent := must(p.client.LoginOrCreateByWhatsApp(contract.PhoneSendParams{PhoneNumber: number}))
	answer := must(p.client.AuthenticateOTP(contract.AuthenticateOTPParams{
		MethodID:               sent.PhoneID,
		Code:                   p.inbox.codeTo(number),
		SessionDurationMinutes: 60,
	}))
	factor := there(answer.Session).AuthenticationFactors[0]
	equal(factor.DeliveryMethod, "whatsapp")
	equal(there(factor.PhoneNumberFactor).PhoneNumber, number)
}

func (p *passcodes) unknownNumber() {
	expectError(func() (*contract.PhoneSendResponse, error) {
		return p.client.SendSMS(contract.PhoneSendParams{PhoneNumber: p.number()})
	}, 404, "phone_number_not_found")
}

func (p *passcodes) tooManySends() {
	email := p.address("often")
	expectError(func() (answer *contract.LoginOrCreateResponse, err error) {
		// One a second and five a minute: of eleven one is refused, however slow they are.
		for tries := 0; tries < 11 && err == nil; tries++ {
			answer, err = p.client.LoginOrCreateByEmailOTP(contract.EmailOTPParams{Email: email})
		}
		return answer, err
	}, 429, "too_many_requests")
}

package main

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"selvage/acceptance/go/contract"
)

// authenticator is an app that is the second factor of a login by mail.
type authenticator struct {
	*world
	totp         *contract.CreateTOTPResponse
	sessionToken string
	code         string
}

func (w *world) useAuthenticatorApp() {
	a := &authenticator{world: w}
	step("totps.create", a.create)
	step("totps.authenticate as a second factor", a.secondFactor)
	step("totps: the same code again", func() {
		expectError(func() (*contract.TOTPLoginResponse, error) {
			params := contract.AuthenticateTOTPParams{UserID: a.totp.UserID, TOTPCode: a.code}
			return a.client.AuthenticateTOTP(params)
		}, 401, "totp_code_already_authenticated")
	})
	step("totps.recovery_codes and recover", a.recover)
	step("sandbox: TOTP", a.sandbox)
}

// appCode gives what an authenticator app shows now (RFC 6238: SHA-1, six digits, 30 seconds).
func appCode(secret string) string {
	mac := hmac.New(sha1.New, must(base32.StdEncoding.DecodeString(secret)))
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(time.Now().Unix()/30))
	mac.Write(counter[:])
	digest := mac.Sum(nil)
	number := binary.BigEndian.Uint32(digest[digest[19]&0xf:]) & 0x7fffffff
	return fmt.Sprintf("%06d", number%1_000_000)
}

func (a *authenticator) create() {
	email := a.address("totp")
	must(a.client.LoginOrCreate(contract.LoginOrCreateParams{Email: email}))
	login := must(a.client.AuthenticateMagicLink(contract.AuthenticateMagicLinkParams{
		Token:                  a.inbox.tokenTo(email),
		SessionDurationMinutes: 60,
	}))
	a.sessionToken = login.SessionToken
	a.totp = must(a.client.CreateTOTP(contract.CreateTOTPParams{
		UserID:            login.UserID,
		ExpirationMinutes: 30,
	}))
	equal(a.totp.UserID, login.UserID)
	equal(strings.HasPrefix(a.totp.TOTPID, "totp-test-"), true)
	equal(len(must(base32.StdEncoding.DecodeString(a.totp.Secret))), 20)
	equal(strings.HasPrefix(a.totp.QRCode, "data:image/png;base64, "), true)
	equal(len(a.totp.RecoveryCodes), 10)
	equal(a.totp.User.TOTPs, []contract.TOTP{{TOTPID: a.totp.TOTPID, Verified: false}})
}

func (a *authenticator) secondFactor() {
	a.code = appCode(a.totp.Secret)
	answer := must(a.client.AuthenticateTOTP(contract.AuthenticateTOTPParams{
		UserID:       a.totp.UserID,
		TOTPCode:     a.code,
		SessionToken: a.sessionToken,
	}))
	equal(answer.TOTPID, a.totp.TOTPID)
	equal(answer.SessionToken, a.sessionToken)
	equal(answer.User.TOTPs[0].Verified, true)
	factors := there(answer.Session).AuthenticationFactors
	equal(factors[0].Type, "magic_link")
	equal(factors[1].Type, "totp")
	equal(there(factors[1].AuthenticatorAppFactor).TOTPID, a.totp.TOTPID)
}

func (a *authenticator) recover() {
	user, codes := a.totp.UserID, a.totp.RecoveryCodes
	equal(must(a.client.RecoveryCodes(user)).TOTPs, []contract.TOTPWithRecoveryCodes{
		{TOTPID: a.totp.TOTPID, Verified: true, RecoveryCodes: codes},
	})
	answer := must(a.client.RecoverTOTP(contract.RecoverTOTPParams{
		UserID:       user,
		RecoveryCode: codes[0],
		SessionToken: a.sessionToken,
	}))
	equal(answer.TOTPID, a.totp.TOTPID)
	factor := there(answer.Session).AuthenticationFactors[2]
	equal(factor.Type, "recovery_codes")
	equal(there(factor.RecoveryCodeFactor).ID != "", true)
	expectError(func() (*contract.TOTPLoginResponse, error) {
		params := contract.RecoverTOTPParams{UserID: user, RecoveryCode: codes[0]}
		return a.client.RecoverTOTP(params)
	}, 401, "unable_to_authenticate_recovery_code")
	equal(must(a.client.RecoveryCodes(user)).TOTPs[0].RecoveryCodes, codes[1:])
}

func (a *authenticator) sandbox() {
	must(a.client.CreateTOTP(contract.CreateTOTPParams{UserID: sandboxUser, ExpirationMinutes: 60}))
	must(a.client.AuthenticateTOTP(contract.AuthenticateTOTPParams{
		UserID:   sandboxUser,
		TOTPCode: "000000",
	}))
	equal(len(must(a.client.RecoveryCodes(sandboxUser)).TOTPs) > 0, true)
	recovered := must(a.client.RecoverTOTP(contract.RecoverTOTPParams{
		UserID:       sandboxUser,
		RecoveryCode: "a1b2-c3d4-e5f6",
	}))
	equal(recovered.UserID, sandboxUser)
}

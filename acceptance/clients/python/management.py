"""The management API through the official Python client (PyPI package stytch-management)."""

import uuid
from types import SimpleNamespace
from typing import Any, Callable

from report import equal, step
from stytch_management import Client
from stytch_management.errors import StytchError
from stytch_management.models.emailtemplates import (
    CustomHTMLCustomization,
    FontFamily,
    PrebuiltCustomization,
    SenderInformation,
    TemplateType,
    TextAlignment,
)
from stytch_management.models.environments import EnvironmentType
from stytch_management.models.projects import Vertical
from stytch_management.models.rbacpolicy import DefaultRole, Permission, Resource, Role, Scope
from stytch_management.models.redirecturls import RedirectURLType, URLType
from stytch_management.models.trustedtokenprofiles import PublicKeyType

# With a query of its own, which must come back byte for byte.
URL = "https://localhost:3002/login?expires_at={}"
# Armour around something that is no key, as in the official test suite.
PEM = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END PUBLIC KEY-----"


def connect(base_url: str, key_id: str, key_secret: str) -> Client:
    client = Client(key_id, key_secret)
    # The constructor takes https addresses only. What its calls go through takes any.
    client._http_client.base_url = base_url
    return client


def refused(call: Callable[[], Any], status: int, part_of_type: str) -> None:
    try:
        answer = call()
    except StytchError as error:
        equal(error.status_code, status)
        equal(part_of_type in (error.error_type or ""), True)
        equal(error.request_id.startswith("request-id-"), True)
        equal(bool(error.error_message and error.error_url), True)
        return
    raise AssertionError(f"expected {part_of_type}, got {answer!r}")


def management(base_url: str, keys: dict[str, str]) -> None:
    client = connect(base_url, keys["key_id"], keys["key_secret"])
    at = SimpleNamespace(project="", live="production", test="")

    def create() -> None:
        project = client.projects.create(f"Python {uuid.uuid4()}", Vertical.CONSUMER).project
        equal(project.vertical, Vertical.CONSUMER)
        at.project = project.project_slug
        equal(client.environments.get_all(at.project).environments, [])
        renamed = client.projects.update(at.project, "Renamed").project
        equal(client.projects.get(at.project).project, renamed)
        equal(renamed in client.projects.get_all().projects, True)
        live = client.environments.create(
            at.project, "Live", environment_slug=at.live, type=EnvironmentType.LIVE
        ).environment
        equal((live.environment_slug, live.type), (at.live, EnvironmentType.LIVE))
        test = client.environments.create(at.project, "Test", type=EnvironmentType.TEST).environment
        equal(test.project_id.startswith("project-test-"), True)
        at.test = test.environment_slug
        equal(len(client.environments.get_all(at.project).environments), 2)
        equal(client.environments.get_metrics(at.project, at.test).metrics.user_count, 0)

    def settings() -> None:
        before = client.environments.get(at.project, at.test).environment
        template = '{"field": {{ user.user_id }} }'
        changes = {
            "user_impersonation_enabled": True,
            "user_lock_threshold": 5,
            "idp_dynamic_client_registration_access_token_template_content": template,
        }
        changed = client.environments.update(at.project, at.test, **changes).environment
        equal(changed, before.model_copy(update=changes))
        # Nothing given: a PATCH without a body, which changes nothing.
        equal(client.environments.update(at.project, at.test).environment, changed)
        refused(
            lambda: client.environments.update(at.project, at.test, user_lock_ttl=1),
            400,
            "invalid_user_lock_ttl",
        )

    def secrets() -> None:
        made = client.secrets.create(at.project, at.test).secret
        masked = client.secrets.get(at.project, at.test, made.secret_id).secret
        equal(masked.last_four, made.secret[-4:])
        equal((masked.created_at, masked.used_at), (made.created_at, None))
        equal(masked in client.secrets.get_all(at.project, at.test).secrets, True)
        client.secrets.delete(at.project, at.test, made.secret_id)
        refused(
            lambda: client.secrets.get(at.project, at.test, made.secret_id),
            404,
            "secret_not_found",
        )

    def public_tokens() -> None:
        made = client.public_tokens.create(at.project, at.test).public_token
        equal(client.public_tokens.get(at.project, at.test, made.public_token).public_token, made)
        client.public_tokens.delete(at.project, at.test, made.public_token)
        [last] = client.public_tokens.get_all(at.project, at.test).public_tokens
        refused(
            lambda: client.public_tokens.delete(at.project, at.test, last.public_token), 400, "last"
        )

    def redirect_urls() -> None:
        urls = client.redirect_urls
        before = urls.get_all(at.project, at.test).redirect_urls
        login = [URLType(type=RedirectURLType.LOGIN, is_default=False)]
        made = urls.create(at.project, at.test, URL, login, do_not_promote_defaults=True)
        equal(made.redirect_url.valid_types, login)
        equal(urls.get(at.project, at.test, URL).redirect_url, made.redirect_url)
        both = [*login, URLType(type=RedirectURLType.SIGNUP, is_default=False)]
        updated = urls.update(at.project, at.test, URL, both, do_not_promote_defaults=True)
        equal(updated.redirect_url.valid_types, both)
        # Not promoted: a type may be left with URLs and without a default.
        urls.delete(at.project, at.test, URL, do_not_promote_defaults=True)
        refused(lambda: urls.get(at.project, at.test, URL), 404, "redirect_url_not_found")
        equal(
            [each.url for each in urls.get_all(at.project, at.test).redirect_urls],
            [each.url for each in before],
        )

    def templates() -> None:
        jwt = client.jwt_templates
        for kind in ("SESSION", "M2M"):
            fresh = jwt.get(at.project, at.test, kind).jwt_template
            equal((fresh.template_content, fresh.custom_audience), ("{}", ""))
        content = '{"role": {{ user.trusted_metadata.role }} }'
        written = jwt.set(at.project, at.test, content, "our-api", "SESSION").jwt_template
        equal((written.template_content, written.custom_audience), (content, "our-api"))
        equal(jwt.get(at.project, at.test, "SESSION").jwt_template, written)
        reset = jwt.set(at.project, at.test, "{}", "", "SESSION").jwt_template
        equal((reset.template_content, reset.custom_audience), ("{}", ""))
        refused(
            lambda: jwt.set(at.project, at.test, '{"a": ', "", "SESSION"), 400, "jwt_template_"
        )

    def passwords() -> None:
        config = client.password_strength_config
        fresh = config.get(at.project, at.test).password_strength_config
        equal((fresh.check_breach_on_creation, fresh.luds_min_password_length), (True, None))
        luds = config.set(at.project, at.test, False, False, False, "LUDS", 10, 3)
        equal(luds.password_strength_config.luds_min_password_complexity, 3)
        equal(config.get(at.project, at.test).password_strength_config.validation_policy, "LUDS")
        again = config.set(at.project, at.test, True, True, True, "ZXCVBN")
        equal(again.password_strength_config, fresh)

    def policy() -> None:
        written = {
            "custom_resources": [
                Resource(resource_id="docs", description="", available_actions=["read", "write"])
            ],
            "custom_roles": [
                Role(
                    role_id="editor",
                    description="Edits",
                    permissions=[Permission(resource_id="docs", actions=["*"])],
                )
            ],
            "custom_scopes": [
                Scope(
                    scope="read:docs",
                    description="",
                    permissions=[Permission(resource_id="docs", actions=["read"])],
                )
            ],
            "stytch_user": DefaultRole(
                permissions=[Permission(resource_id="docs", actions=["read"])]
            ),
        }
        stored = client.rbac_policy.set(at.project, at.test, **written).policy
        for name, part in written.items():
            equal(getattr(stored, name), part)
        equal((stored.stytch_resources, stored.stytch_member), ([], None))
        equal(client.rbac_policy.get(at.project, at.test).policy, stored)
        refused(
            lambda: client.rbac_policy.set(
                at.project, at.test, stytch_admin=DefaultRole(permissions=[])
            ),
            400,
            "invalid_role_for_vertical",
        )
        emptied = client.rbac_policy.set(at.project, at.test, custom_roles=[]).policy
        equal((emptied.custom_roles, emptied.custom_resources, emptied.custom_scopes), ([], [], []))

    def countries() -> None:
        allowed = client.country_code_allowlist
        equal(allowed.get_allowed_sms_country_codes(at.project, at.test).country_codes, ["CA", "US"])
        equal(
            allowed.get_allowed_whatsapp_country_codes(at.project, at.test).country_codes,
            ["CA", "US"],
        )
        wanted = ["CA", "DE", "US"]
        set_codes = allowed.set_allowed_sms_country_codes(at.project, at.test, wanted)
        equal(set_codes.country_codes, wanted)
        equal(allowed.get_allowed_sms_country_codes(at.project, at.test).country_codes, wanted)
        refused(
            lambda: allowed.set_allowed_whatsapp_country_codes(at.project, at.test, ["ZZ"]),
            400,
            "country_code_allowlist_invalid_country_codes",
        )

    def emails() -> None:
        mails = client.email_templates
        prebuilt = PrebuiltCustomization(
            button_border_radius=3.5,
            button_color="#105ee9",
            button_text_color="#ffffff",
            font_family=FontFamily.GEORGIA,
            text_alignment=TextAlignment.CENTER,
        )
        made = mails.create(at.project, "brand", "Brand", prebuilt_customization=prebuilt)
        equal(made.email_template.prebuilt_customization, prebuilt)
        equal(made.email_template.custom_html_customization, None)
        equal(mails.get(at.project, "brand").email_template, made.email_template)
        sender = SenderInformation(
            from_local_part="login", from_domain="example.com", from_name="Login"
        )
        custom = CustomHTMLCustomization(
            template_type=TemplateType.LOGIN,
            html_content="<a href='{{magic_link_url}}'>Log in</a>",
            plaintext_content="{{magic_link_url}}",
            subject="Log in",
        )
        own = mails.create(
            at.project, "own", sender_information=sender, custom_html_customization=custom
        ).email_template
        equal((own.custom_html_customization, own.sender_information), (custom, sender))
        equal(len(mails.get_all(at.project).email_templates), 2)
        changed = mails.update(at.project, "brand", name="New").email_template
        equal((changed.name, changed.prebuilt_customization), ("New", prebuilt))
        refused(lambda: mails.get_default(at.project, "SIGNUP"), 404, "not_found")
        refused(lambda: mails.set_default(at.project, "none", "LOGIN"), 404, "not_found")
        mails.set_default(at.project, "own", "LOGIN")
        equal(mails.get_default(at.project, "LOGIN").template_id, "own")
        refused(lambda: mails.delete(at.project, "own"), 400, "cannot_delete_default")
        mails.unset_default(at.project, "LOGIN")
        mails.unset_default(at.project, "LOGIN")
        refused(lambda: mails.unset_default(at.project, "PREBUILT"), 400, "cannot_delete_default")
        mails.delete(at.project, "own")

    def profiles() -> None:
        trust = client.trusted_token_profiles
        mapping = {"email": "email", "token_id": "jti", "user_id": "sub"}
        made = trust.create(
            at.project,
            at.test,
            name="Elsewhere",
            audience="us",
            issuer="https://idp.example.com",
            can_jit_provision=False,
            pem_files=[PEM],
            attribute_mapping=mapping,
            public_key_type=PublicKeyType.PEM,
        ).profile
        equal((made.attribute_mapping, made.jwks_url), (mapping, None))
        equal([file.public_key for file in made.pem_files], [PEM])
        place = (at.project, at.test, made.profile_id)
        equal(trust.get(*place).profile, made)
        renamed = trust.update(*place, name="Renamed").profile
        equal(renamed, made.model_copy(update={"name": "Renamed"}))
        added = trust.create_pem_file(*place, public_key=PEM).pem_file
        equal(trust.get_pem_file(*place, added.pem_file_id).pem_file, added)
        trust.delete_pem_file(*place, added.pem_file_id)
        refused(lambda: trust.delete_pem_file(*place, added.pem_file_id), 404, "not_found")
        refused(
            lambda: trust.delete_pem_file(*place, made.pem_files[0].pem_file_id),
            400,
            "must_have_pem_files",
        )
        equal(trust.get_all(at.project, at.test).profiles, [renamed])
        trust.delete(*place)
        refused(lambda: trust.get(*place), 404, "trusted_token_profile_not_found")

    def refusals() -> None:
        refused(lambda: client.projects.get("no such|project"), 404, "project_not_found")
        refused(lambda: client.environments.get(at.project, "none"), 404, "environment_not_found")
        refused(
            lambda: client.projects.create("Twice", project_slug=at.project),
            400,
            "duplicate_project_slug",
        )
        stranger = connect(base_url, keys["key_id"], "wrong")
        refused(lambda: stranger.projects.get_all(), 401, "unauthorized_credentials")

    def delete() -> None:
        client.environments.delete(at.project, at.test)
        refused(lambda: client.environments.get(at.project, at.test), 404, "environment_not_found")
        client.projects.delete(at.project)
        refused(lambda: client.projects.get(at.project), 404, "project_not_found")

    step("management: project and environments", create)
    step("management: settings of an environment", settings)
    step("management: secrets", secrets)
    step("management: public tokens", public_tokens)
    step("management: redirect URLs", redirect_urls)
    step("management: JWT templates", templates)
    step("management: password rules", passwords)
    step("management: RBAC policy", policy)
    step("management: countries", countries)
    step("management: email templates", emails)
    step("management: trusted token profiles", profiles)
    step("management: refusals", refusals)
    step("management: deletion", delete)

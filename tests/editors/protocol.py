"""The server as four editors talk to it, from the first message to the exit code (LSP 3.17).

What pytest-lsp sees that an editor does not take, by what it says it can do, is a failure as well.
"""

import json
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from lsprotocol.converters import get_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

import desk

pytestmark = pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")
SERVER = ClientServerConfig(server_command=["newslint", "server"])
# This one was recorded, since the one that pytest-lsp has pulls no diagnostics.
VSCODE = Path(__file__).parent / "clients/visual_studio_code_v1.117.0.json"


def capabilities(editor):
    if editor != "vscode":
        return client_capabilities(editor)
    said = json.loads(VSCODE.read_text(encoding="utf-8"))["capabilities"]
    return get_converter().structure(said, lsp.ClientCapabilities)


def pytest_generate_tests(metafunc):
    metafunc.parametrize("editor", ["vscode", "neovim@v0.7", "neovim@v0.11", "emacs@v29"])


@pytest_lsp.fixture(config=SERVER)
async def client(lsp_client: LanguageClient):
    yield


class Desk:
    """An archive that an editor has open."""

    def __init__(self, client, root, said):
        self.client = client
        self.root = root
        self.said = said
        self.texts = {}

    def uri(self, path):
        return (self.root / path).as_uri()

    def document(self, path):
        return lsp.TextDocumentIdentifier(uri=self.uri(path))

    def open(self, path):
        text = (self.root / path).read_text(encoding="utf-8")
        self.texts[path] = text
        item = lsp.TextDocumentItem(uri=self.uri(path), language_id="markdown", version=1, text=text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))

    def change(self, path, text, version):
        """The new text, as the change of one range."""
        before = self.texts[path].splitlines()
        everything = lsp.Range(lsp.Position(0, 0), lsp.Position(len(before), 0))
        change = lsp.TextDocumentContentChangePartial(range=everything, text=text)
        document = lsp.VersionedTextDocumentIdentifier(uri=self.uri(path), version=version)
        self.texts[path] = text
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(text_document=document, content_changes=[change])
        )

    @property
    def pulls(self):
        return self.said.diagnostic_provider is not None

    async def diagnostics(self, path):
        """What is found in an open file, asked for or waited for as the editor does."""
        if self.pulls:
            report = await self.client.text_document_diagnostic_async(
                lsp.DocumentDiagnosticParams(text_document=self.document(path), identifier="newslint")
            )
            return sorted(report.items, key=lambda each: each.range.start.line)
        await self.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return sorted(self.client.diagnostics[self.uri(path)], key=lambda each: each.range.start.line)

    def edited(self, path, edits):
        """The text of a file with edits, which are told from the last to the first."""
        lines = self.texts.get(path, (self.root / path).read_text(encoding="utf-8")).split("\n")
        text = "\n".join(lines)
        starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines) + 1)]

        def offset(position):
            line = lines[position.line] if position.line < len(lines) else ""
            return starts[position.line] + self._characters(line, position.character)

        for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
            text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
        return text

    def _characters(self, line, count):
        """How many characters of a line that many units of the position are."""
        width = {"utf-8": lambda each: len(each.encode()), "utf-32": lambda each: 1}.get(
            self.encoding, lambda each: len(each.encode("utf-16-le")) // 2
        )
        at = 0
        for number, character in enumerate(line):
            if at >= count:
                return number
            at += width(character)
        return len(line)

    @property
    def encoding(self):
        return getattr(self.said.position_encoding, "value", self.said.position_encoding) or "utf-16"


@pytest.fixture
async def opened(client, editor, tmp_path):
    root = desk.copy(tmp_path / "archive")
    folder = lsp.WorkspaceFolder(uri=root.as_uri(), name="archive")
    params = lsp.InitializeParams(capabilities=capabilities(editor), root_uri=root.as_uri(), workspace_folders=[folder])
    result = await client.initialize_session(params)
    yield Desk(client, root, result.capabilities)
    if client.capabilities is not None and client._server.returncode is None:
        await client.shutdown_session()
    assert client._server.returncode == 0


async def test_findings_are_told_and_mended(opened, client):
    opened.open(desk.FERRY)
    found = await opened.diagnostics(desk.FERRY)
    assert [(each.code, each.range.start.line, each.source) for each in found] == [
        ("source-url", 10, "newslint"),
        ("source-numbering", 11, "newslint"),
    ]
    column = {"utf-8": 68, "utf-16": 66, "utf-32": 65}[opened.encoding]
    assert found[0].range.start.character == column
    assert found[1].severity == lsp.DiagnosticSeverity.Error
    assert found[1].message.startswith("number 2 is used twice")
    if found[1].code_description:
        assert found[1].code_description.href.endswith("/rules/source-numbering.md")

    text = opened.texts[desk.FERRY]
    for number, each in enumerate(reversed(found)):
        context = lsp.CodeActionContext(diagnostics=[each])
        actions = await client.text_document_code_action_async(
            lsp.CodeActionParams(text_document=opened.document(desk.FERRY), range=each.range, context=context)
        )
        preferred = next(action for action in actions if action.is_preferred)
        edit = preferred.edit
        edits = edit.document_changes[0].edits if edit.document_changes else edit.changes[opened.uri(desk.FERRY)]
        text = opened.edited(desk.FERRY, edits)
        opened.change(desk.FERRY, text, number + 2)
        assert len(await opened.diagnostics(desk.FERRY)) == 1 - number
    assert "3. [Cover Image]" in text and "?page=1&view=all" in text


async def test_all_is_mended_at_once(opened, client):
    opened.open(desk.FERRY)
    await opened.diagnostics(desk.FERRY)
    edits = await client.text_document_formatting_async(
        lsp.DocumentFormattingParams(opened.document(desk.FERRY), lsp.FormattingOptions(tab_size=4, insert_spaces=True))
    )
    opened.change(desk.FERRY, opened.edited(desk.FERRY, edits), 2)
    assert await opened.diagnostics(desk.FERRY) == []


async def test_the_whole_archive_is_pulled(opened, client):
    if not opened.pulls:
        pytest.skip("this editor is told, and does not ask")
    report = await client.workspace_diagnostic_async(lsp.WorkspaceDiagnosticParams(previous_result_ids=[]))
    found = {each.uri: len(each.items) for each in report.items if each.items}
    assert found == {opened.uri(desk.FERRY): 2}


async def test_an_unknown_request_is_refused_and_the_session_goes_on(opened, client):
    with pytest.raises(Exception, match="(?i)no method|method not found"):
        await client.protocol.send_request_async("newslint/unheardOf", {})
    opened.open(desk.FERRY)
    assert len(await opened.diagnostics(desk.FERRY)) == 2

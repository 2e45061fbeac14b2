using System.Collections.Immutable;
using OptRecipe.LanguageServer.Handlers;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer;

/// <summary>Every method the server understands: its name, how it is scheduled, what it adds to the capability answer, its params, its request and its handler.
/// <c>exit</c> and <c>$/cancelRequest</c> are not here: the reading thread does them, before the queue.</summary>
public static class Dispatch
{
    public static ImmutableArray<Method> Methods { get; } =
    [
        Method.Mutates("initialize", ServerCapability.None, InitializeParams.Read, parameters => new InitializeRequest(parameters), session => new InitializeHandler(session)),
        Method.Hears("initialized", ServerCapability.None, Method.Nothing, _ => new InitializedNotification(), session => new InitializedHandler(session)),
        Method.Mutates("shutdown", ServerCapability.None, Method.Nothing, _ => new ShutdownRequest(), session => new ShutdownHandler(session)),
        Method.Hears("$/setTrace", ServerCapability.None, SetTraceParams.Read, parameters => new SetTraceNotification(parameters), session => new SetTraceHandler(session)),

        Method.Notifies("textDocument/didOpen", ServerCapability.TextSync, DidOpenParams.Read, parameters => new DidOpenNotification(parameters), session => new DidOpenHandler(session)),
        Method.Notifies("textDocument/didChange", ServerCapability.TextSync, DidChangeParams.Read, parameters => new DidChangeNotification(parameters), session => new DidChangeHandler(session)),
        Method.Hears("textDocument/didSave", ServerCapability.TextSync, TextDocumentParams.Read, parameters => new DidSaveNotification(parameters), session => new DidSaveHandler(session)),
        Method.Notifies("textDocument/didClose", ServerCapability.TextSync, TextDocumentParams.Read, parameters => new DidCloseNotification(parameters), session => new DidCloseHandler(session)),

        Method.Reads("textDocument/hover", ServerCapability.Hover, TextDocumentPositionParams.Read, (snapshot, parameters) => new HoverRequest(snapshot, parameters), _ => new HoverHandler()),
        Method.Reads("textDocument/completion", ServerCapability.Completion, TextDocumentPositionParams.Read, (snapshot, parameters) => new CompletionRequest(snapshot, parameters), session => new CompletionHandler(session.Completions)),
        Method.Reads("completionItem/resolve", ServerCapability.Completion, CompletionResolveParams.Read, (snapshot, parameters) => new CompletionResolveRequest(snapshot, parameters), session => new CompletionResolveHandler(session.Completions)),
        Method.Reads("textDocument/inlayHint", ServerCapability.InlayHint, TextDocumentRangeParams.Read, (snapshot, parameters) => new InlayHintRequest(snapshot, parameters), _ => new InlayHintHandler()),
        Method.Reads("inlayHint/resolve", ServerCapability.InlayHint, ItemData.ReadFromItem, (snapshot, data) => new InlayHintResolveRequest(snapshot, data), _ => new InlayHintResolveHandler()),
        Method.Reads("textDocument/codeAction", ServerCapability.CodeAction, CodeActionParams.Read, (snapshot, parameters) => new CodeActionRequest(snapshot, parameters), _ => new CodeActionHandler()),
        Method.Reads("codeAction/resolve", ServerCapability.CodeAction, ItemData.ReadFromItem, (snapshot, data) => new CodeActionResolveRequest(snapshot, data), _ => new CodeActionResolveHandler()),
        Method.Reads("textDocument/formatting", ServerCapability.Formatting, FormattingParams.ReadWhole, (snapshot, parameters) => new FormattingRequest(snapshot, parameters), _ => new FormattingHandler()),
        Method.Reads("textDocument/rangeFormatting", ServerCapability.RangeFormatting, FormattingParams.ReadRange, (snapshot, parameters) => new FormattingRequest(snapshot, parameters), _ => new FormattingHandler()),
        Method.Reads("textDocument/onTypeFormatting", ServerCapability.OnTypeFormatting, FormattingParams.ReadTyped, (snapshot, parameters) => new FormattingRequest(snapshot, parameters), _ => new FormattingHandler()),
        Method.Reads("textDocument/codeLens", ServerCapability.CodeLens, TextDocumentParams.Read, (snapshot, parameters) => new CodeLensRequest(snapshot, parameters), session => new CodeLensHandler(session)),
        Method.Reads("codeLens/resolve", ServerCapability.CodeLens, ItemData.ReadFromItem, (snapshot, data) => new CodeLensResolveRequest(snapshot, data), session => new CodeLensResolveHandler(session)),
        Method.Reads("textDocument/documentSymbol", ServerCapability.DocumentSymbol, TextDocumentParams.Read, (snapshot, parameters) => new DocumentSymbolRequest(snapshot, parameters), _ => new DocumentSymbolHandler()),

        Method.Reads("textDocument/diagnostic", ServerCapability.Diagnostic, DocumentDiagnosticParams.Read, (snapshot, parameters) => new DocumentDiagnosticRequest(snapshot, parameters), _ => new DocumentDiagnosticHandler()),
        Method.Mutates("workspace/diagnostic", ServerCapability.Diagnostic, WorkspaceDiagnosticParams.Read, parameters => new WorkspaceDiagnosticRequest(parameters), session => new WorkspaceDiagnosticHandler(session)),
        Method.Reads("textDocument/foldingRange", ServerCapability.FoldingRange, TextDocumentParams.Read, (snapshot, parameters) => new FoldingRangeRequest(snapshot, parameters), _ => new FoldingRangeHandler()),
        Method.Reads("textDocument/selectionRange", ServerCapability.SelectionRange, SelectionRangeParams.Read, (snapshot, parameters) => new SelectionRangeRequest(snapshot, parameters), _ => new SelectionRangeHandler()),
        Method.Reads("textDocument/documentHighlight", ServerCapability.DocumentHighlight, TextDocumentPositionParams.Read, (snapshot, parameters) => new DocumentHighlightRequest(snapshot, parameters), _ => new DocumentHighlightHandler()),
        Method.Reads("textDocument/semanticTokens/full", ServerCapability.SemanticTokens, TextDocumentParams.Read, (snapshot, parameters) => new SemanticTokensRequest(snapshot, parameters), session => new SemanticTokensHandler(session.Tokens)),
        Method.Reads("textDocument/semanticTokens/full/delta", ServerCapability.SemanticTokens, SemanticTokensDeltaParams.Read, (snapshot, parameters) => new SemanticTokensDeltaRequest(snapshot, parameters), session => new SemanticTokensDeltaHandler(session.Tokens)),
        Method.Reads("textDocument/semanticTokens/range", ServerCapability.SemanticTokens, TextDocumentRangeParams.Read, (snapshot, parameters) => new SemanticTokensRangeRequest(snapshot, parameters), _ => new SemanticTokensRangeHandler()),
        Method.Reads("textDocument/documentLink", ServerCapability.DocumentLink, TextDocumentParams.Read, (snapshot, parameters) => new DocumentLinkRequest(snapshot, parameters), session => new DocumentLinkHandler(session.Pages)),
        Method.Reads("textDocument/definition", ServerCapability.Definition, TextDocumentPositionParams.Read, (snapshot, parameters) => new DefinitionRequest(snapshot, parameters), session => new DefinitionHandler(session.Pages)),
        Method.Reads("textDocument/references", ServerCapability.References, ReferenceParams.Read, (snapshot, parameters) => new ReferencesRequest(snapshot, parameters), _ => new ReferencesHandler()),
        Method.Reads("textDocument/prepareRename", ServerCapability.Rename, TextDocumentPositionParams.Read, (snapshot, parameters) => new PrepareRenameRequest(snapshot, parameters), _ => new PrepareRenameHandler()),
        Method.Reads("textDocument/rename", ServerCapability.Rename, RenameParams.Read, (snapshot, parameters) => new RenameRequest(snapshot, parameters), _ => new RenameHandler()),
        Method.Reads("textDocument/linkedEditingRange", ServerCapability.LinkedEditing, TextDocumentPositionParams.Read, (snapshot, parameters) => new LinkedEditingRequest(snapshot, parameters), _ => new LinkedEditingHandler()),
        Method.Reads("workspace/symbol", ServerCapability.WorkspaceSymbol, WorkspaceSymbolParams.Read, (snapshot, parameters) => new WorkspaceSymbolRequest(snapshot, parameters), _ => new WorkspaceSymbolHandler()),
        Method.Reads("workspace/textDocumentContent", ServerCapability.Content, TextDocumentContentParams.Read, (snapshot, parameters) => new TextDocumentContentRequest(snapshot, parameters), session => new TextDocumentContentHandler(session.Pages)),
        Method.Reads("workspace/willRenameFiles", ServerCapability.FileOperations, FileOperationParams.Read, (snapshot, parameters) => new WillRenameFilesRequest(snapshot, parameters), _ => new WillRenameFilesHandler()),
        Method.Notifies("workspace/didRenameFiles", ServerCapability.FileOperations, FileOperationParams.Read, parameters => new DidMoveFilesNotification(parameters), session => new DidMoveFilesHandler(session)),
        Method.Notifies("workspace/didDeleteFiles", ServerCapability.FileOperations, FileOperationParams.Read, parameters => new DidMoveFilesNotification(parameters), session => new DidMoveFilesHandler(session)),

        Method.Notifies("workspace/didChangeConfiguration", ServerCapability.None, DidChangeConfigurationParams.Read, parameters => new DidChangeConfigurationNotification(parameters), session => new DidChangeConfigurationHandler(session)),
        Method.Notifies("workspace/didChangeWatchedFiles", ServerCapability.None, DidChangeWatchedFilesParams.Read, parameters => new DidChangeWatchedFilesNotification(parameters), session => new DidChangeWatchedFilesHandler(session)),
        Method.Notifies("workspace/didChangeWorkspaceFolders", ServerCapability.WorkspaceFolders, DidChangeWorkspaceFoldersParams.Read, parameters => new DidChangeWorkspaceFoldersNotification(parameters), session => new DidChangeWorkspaceFoldersHandler(session)),
        Method.Hears("window/workDoneProgress/cancel", ServerCapability.None, ProgressTokenParams.Read, parameters => new ProgressCancelNotification(parameters), session => new ProgressCancelHandler(session)),

        Method.Mutates("workspace/executeCommand", ServerCapability.ExecuteCommand, ExecuteCommandParams.Read, parameters => new ExecuteCommandRequest(parameters), session => new ExecuteCommandHandler(session)),
        Method.Mutates(OptRecipeMethods.Run, ServerCapability.None, RunParams.Read, parameters => new RunRecipeRequest(parameters), session => new RunRecipeHandler(session)),
        Method.Reads(OptRecipeMethods.Plan, ServerCapability.None, RecipeParams.Read, (snapshot, parameters) => new PlanRequest(snapshot, parameters), _ => new PlanHandler()),
        Method.Reads(OptRecipeMethods.Graph, ServerCapability.None, GraphParams.Read, (snapshot, parameters) => new GraphRequest(snapshot, parameters), _ => new GraphHandler()),
        Method.Reads(OptRecipeMethods.Targets, ServerCapability.None, Method.Nothing, (snapshot, _) => new TargetsRequest(snapshot), _ => new TargetsHandler()),
        Method.Reads(OptRecipeMethods.NewRecipe, ServerCapability.None, NewRecipeParams.Read, (snapshot, parameters) => new NewRecipeRequest(snapshot, parameters), _ => new NewRecipeHandler()),
        Method.Mutates(OptRecipeMethods.Report, ServerCapability.None, RecipeParams.Read, parameters => new ReportRequest(parameters), session => new ReportHandler(session)),
        Method.Mutates(OptRecipeMethods.VariantsPage, ServerCapability.None, RecipeParams.Read, parameters => new VariantsPageRequest(parameters), session => new VariantsPageHandler(session)),
        Method.Mutates(OptRecipeMethods.ReportPage, ServerCapability.None, RecipeParams.Read, parameters => new ReportPageRequest(parameters), session => new ReportPageHandler(session)),
        Method.Mutates(OptRecipeMethods.Check, ServerCapability.None, RecipeParams.Read, parameters => new CheckRequest(parameters), session => new CheckHandler(session)),
        Method.Mutates(OptRecipeMethods.CancelRun, ServerCapability.None, RecipeParams.Read, parameters => new CancelRunRequest(parameters), session => new CancelRunHandler(session)),
        Method.Mutates(OptRecipeMethods.Try, ServerCapability.None, TryParams.Read, parameters => new TryRequest(parameters), session => new TryHandler(session)),
        Method.Mutates(OptRecipeMethods.Profile, ServerCapability.None, ProfileParams.Read, parameters => new ProfileRequest(parameters), session => new ProfileHandler(session)),
        Method.Notifies(OptRecipeMethods.DidGrantTrust, ServerCapability.None, Method.Nothing, _ => new DidGrantTrustNotification(), session => new DidGrantTrustHandler(session)),
    ];

    /// <summary>The commands that <c>workspace/executeCommand</c> takes.</summary>
    public static ImmutableArray<string> Commands { get; } = [OptRecipeCommands.Run, OptRecipeCommands.Plan];

    /// <summary>The capability answer, as the table above has it.</summary>
    public static ServerCapabilities Capabilities(PositionEncoding encoding, ClientCapabilities client) =>
        new(encoding, [.. Methods.Select(method => method.Capability).Where(capability => capability != ServerCapability.None).Distinct()], Commands) { Client = client };
}

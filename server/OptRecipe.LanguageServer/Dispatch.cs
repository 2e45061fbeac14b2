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
        Method.Reads("textDocument/completion", ServerCapability.Completion, TextDocumentPositionParams.Read, (snapshot, parameters) => new CompletionRequest(snapshot, parameters), _ => new CompletionHandler()),
        Method.Reads("textDocument/inlayHint", ServerCapability.InlayHint, InlayHintParams.Read, (snapshot, parameters) => new InlayHintRequest(snapshot, parameters), _ => new InlayHintHandler()),
        Method.Reads("inlayHint/resolve", ServerCapability.InlayHint, ItemData.ReadFromItem, (snapshot, data) => new InlayHintResolveRequest(snapshot, data), _ => new InlayHintResolveHandler()),
        Method.Reads("textDocument/codeAction", ServerCapability.CodeAction, CodeActionParams.Read, (snapshot, parameters) => new CodeActionRequest(snapshot, parameters), _ => new CodeActionHandler()),
        Method.Reads("codeAction/resolve", ServerCapability.CodeAction, ItemData.ReadFromItem, (snapshot, data) => new CodeActionResolveRequest(snapshot, data), _ => new CodeActionResolveHandler()),
        Method.Reads("textDocument/formatting", ServerCapability.Formatting, FormattingParams.ReadWhole, (snapshot, parameters) => new FormattingRequest(snapshot, parameters), _ => new FormattingHandler()),
        Method.Reads("textDocument/rangeFormatting", ServerCapability.RangeFormatting, FormattingParams.ReadRange, (snapshot, parameters) => new FormattingRequest(snapshot, parameters), _ => new FormattingHandler()),
        Method.Reads("textDocument/onTypeFormatting", ServerCapability.OnTypeFormatting, FormattingParams.ReadTyped, (snapshot, parameters) => new FormattingRequest(snapshot, parameters), _ => new FormattingHandler()),
        Method.Reads("textDocument/codeLens", ServerCapability.CodeLens, TextDocumentParams.Read, (snapshot, parameters) => new CodeLensRequest(snapshot, parameters), _ => new CodeLensHandler()),
        Method.Reads("textDocument/documentSymbol", ServerCapability.DocumentSymbol, TextDocumentParams.Read, (snapshot, parameters) => new DocumentSymbolRequest(snapshot, parameters), _ => new DocumentSymbolHandler()),

        Method.Notifies("workspace/didChangeConfiguration", ServerCapability.None, DidChangeConfigurationParams.Read, parameters => new DidChangeConfigurationNotification(parameters), session => new DidChangeConfigurationHandler(session)),
        Method.Notifies("workspace/didChangeWatchedFiles", ServerCapability.None, DidChangeWatchedFilesParams.Read, parameters => new DidChangeWatchedFilesNotification(parameters), session => new DidChangeWatchedFilesHandler(session)),
        Method.Notifies("workspace/didChangeWorkspaceFolders", ServerCapability.WorkspaceFolders, DidChangeWorkspaceFoldersParams.Read, parameters => new DidChangeWorkspaceFoldersNotification(parameters), session => new DidChangeWorkspaceFoldersHandler(session)),
        Method.Hears("window/workDoneProgress/cancel", ServerCapability.None, ProgressTokenParams.Read, parameters => new ProgressCancelNotification(parameters), session => new ProgressCancelHandler(session)),

        Method.Mutates("workspace/executeCommand", ServerCapability.ExecuteCommand, ExecuteCommandParams.Read, parameters => new ExecuteCommandRequest(parameters), session => new ExecuteCommandHandler(session)),
        Method.Mutates(OptRecipeMethods.Run, ServerCapability.None, RunParams.Read, parameters => new RunRecipeRequest(parameters), session => new RunRecipeHandler(session)),
        Method.Reads(OptRecipeMethods.Plan, ServerCapability.None, RecipeParams.Read, (snapshot, parameters) => new PlanRequest(snapshot, parameters), _ => new PlanHandler()),
        Method.Mutates(OptRecipeMethods.CancelRun, ServerCapability.None, RecipeParams.Read, parameters => new CancelRunRequest(parameters), session => new CancelRunHandler(session)),
        Method.Notifies(OptRecipeMethods.DidGrantTrust, ServerCapability.None, Method.Nothing, _ => new DidGrantTrustNotification(), session => new DidGrantTrustHandler(session)),
    ];

    /// <summary>The commands that <c>workspace/executeCommand</c> takes.</summary>
    public static ImmutableArray<string> Commands { get; } = [OptRecipeCommands.Run, OptRecipeCommands.Plan];

    /// <summary>The capability answer, as the table above has it.</summary>
    public static ServerCapabilities Capabilities(PositionEncoding encoding) =>
        new(encoding, [.. Methods.Select(method => method.Capability).Where(capability => capability != ServerCapability.None).Distinct()], Commands);
}

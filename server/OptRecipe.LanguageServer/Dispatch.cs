using System.Collections.Immutable;
using OptRecipe.LanguageServer.Handlers;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using static OptRecipe.Lsp.Protocol.ServerCapability;

namespace OptRecipe.LanguageServer;

/// <summary>Every method the server understands: its name, how it is scheduled, what it adds to the capability answer, its params, its request and its handler.
/// <c>exit</c> and <c>$/cancelRequest</c> are not here: the reading thread does them, before the queue.</summary>
public static class Dispatch
{
    public static ImmutableArray<Method> Methods { get; } =
    [
        Method.Mutates("initialize", None, InitializeParams.Read, parameters => new InitializeRequest(parameters), session => new InitializeHandler(session)),
        Method.Notifies("initialized", None, Method.Nothing, _ => new InitializedNotification(), session => new InitializedHandler(session)),
        Method.Mutates("shutdown", None, Method.Nothing, _ => new ShutdownRequest(), session => new ShutdownHandler(session)),
        Method.Notifies("$/setTrace", None, SetTraceParams.Read, parameters => new SetTraceNotification(parameters), session => new SetTraceHandler(session)),

        Method.Notifies("textDocument/didOpen", TextSync, DidOpenParams.Read, parameters => new DidOpenNotification(parameters), session => new DidOpenHandler(session)),
        Method.Notifies("textDocument/didChange", TextSync, DidChangeParams.Read, parameters => new DidChangeNotification(parameters), session => new DidChangeHandler(session)),
        Method.Notifies("textDocument/didSave", TextSync, TextDocumentParams.Read, parameters => new DidSaveNotification(parameters), session => new DidSaveHandler(session)),
        Method.Notifies("textDocument/didClose", TextSync, TextDocumentParams.Read, parameters => new DidCloseNotification(parameters), session => new DidCloseHandler(session)),

        Method.Notifies("workspace/didChangeConfiguration", None, DidChangeConfigurationParams.Read, parameters => new DidChangeConfigurationNotification(parameters), session => new DidChangeConfigurationHandler(session)),
        Method.Notifies("workspace/didChangeWatchedFiles", None, DidChangeWatchedFilesParams.Read, parameters => new DidChangeWatchedFilesNotification(parameters), session => new DidChangeWatchedFilesHandler(session)),
        Method.Notifies("workspace/didChangeWorkspaceFolders", WorkspaceFolders, DidChangeWorkspaceFoldersParams.Read, parameters => new DidChangeWorkspaceFoldersNotification(parameters), session => new DidChangeWorkspaceFoldersHandler(session)),
        Method.Notifies("window/workDoneProgress/cancel", None, ProgressTokenParams.Read, parameters => new ProgressCancelNotification(parameters), session => new ProgressCancelHandler(session)),

        Method.Mutates("workspace/executeCommand", ExecuteCommand, ExecuteCommandParams.Read, parameters => new ExecuteCommandRequest(parameters), session => new ExecuteCommandHandler(session)),
        Method.Mutates(OptRecipeMethods.Run, None, RunParams.Read, parameters => new RunRecipeRequest(parameters), session => new RunRecipeHandler(session)),
        Method.Reads(OptRecipeMethods.Plan, None, RecipeParams.Read, (snapshot, parameters) => new PlanRequest(snapshot, parameters), _ => new PlanHandler()),
        Method.Mutates(OptRecipeMethods.CancelRun, None, RecipeParams.Read, parameters => new CancelRunRequest(parameters), session => new CancelRunHandler(session)),
        Method.Notifies(OptRecipeMethods.DidGrantTrust, None, Method.Nothing, _ => new DidGrantTrustNotification(), session => new DidGrantTrustHandler(session)),
    ];

    /// <summary>The commands that <c>workspace/executeCommand</c> takes.</summary>
    public static ImmutableArray<string> Commands { get; } = [OptRecipeCommands.Run, OptRecipeCommands.Plan];

    /// <summary>The capability answer, as the table above has it.</summary>
    public static ServerCapabilities Capabilities(PositionEncoding encoding) =>
        new(encoding, [.. Methods.Select(method => method.Capability).Where(capability => capability != None).Distinct()], Commands);
}

using System.Collections.Immutable;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>What the client can do, as far as we ask. Anything absent, null or of another type means no.</summary>
public sealed record ClientCapabilities
{
    public static ClientCapabilities None { get; } = new();

    /// <summary>In the client's order of preference; empty: UTF-16.</summary>
    public ImmutableArray<string> PositionEncodings { get; init; } = [];
    public bool Configuration { get; init; }
    public bool ConfigurationRegistration { get; init; }
    public bool WatchedFilesRegistration { get; init; }
    public bool ApplyEdit { get; init; }
    public bool DocumentChanges { get; init; }
    public bool WorkDoneProgress { get; init; }
    public bool CodeLensRefresh { get; init; }
    public bool InlayHintRefresh { get; init; }
    public bool InlayHintTooltipResolve { get; init; }
    public bool DiagnosticVersion { get; init; }
    public bool DiagnosticRelated { get; init; }
    public bool DiagnosticTags { get; init; }
    public bool DiagnosticCodeDescription { get; init; }
    /// <summary>Asks for diagnostics itself, so that none are sent unasked.</summary>
    public bool PullDiagnostics { get; init; }
    public bool DiagnosticRefresh { get; init; }
    public bool MarkdownHover { get; init; }
    public bool MarkdownCompletion { get; init; }
    public bool Snippets { get; init; }
    public bool InsertReplace { get; init; }
    public bool CommitCharacters { get; init; }
    public bool CompletionResolvesDocumentation { get; init; }
    public bool CodeActionLiterals { get; init; }
    public bool CodeActionPreferred { get; init; }
    public bool CodeActionDisabled { get; init; }
    /// <summary>Actions may come without their edits.</summary>
    public bool CodeActionResolve { get; init; }
    public bool CreatesFiles { get; init; }
    public bool HierarchicalSymbols { get; init; }
    public bool DefinitionLinks { get; init; }
    public bool LinkTooltips { get; init; }
    public bool PrepareRename { get; init; }
    /// <summary>It asks for the text of pages under a scheme of ours.</summary>
    public bool ContentDocuments { get; init; }
    /// <summary>So many folding ranges at most; null: any number.</summary>
    public int? FoldingLimit { get; init; }

    public static ClientCapabilities Read(ref JsonInput input)
    {
        var found = new HashSet<string>();
        ImmutableArray<string> encodings = [];
        int? foldingLimit = null;
        Collect(ref input, "", found, ref encodings, ref foldingLimit);
        return new()
        {
            PositionEncodings = encodings,
            Configuration = found.Contains("workspace.configuration"),
            ConfigurationRegistration = found.Contains("workspace.didChangeConfiguration.dynamicRegistration"),
            WatchedFilesRegistration = found.Contains("workspace.didChangeWatchedFiles.dynamicRegistration"),
            ApplyEdit = found.Contains("workspace.applyEdit"),
            DocumentChanges = found.Contains("workspace.workspaceEdit.documentChanges"),
            WorkDoneProgress = found.Contains("window.workDoneProgress"),
            CodeLensRefresh = found.Contains("workspace.codeLens.refreshSupport"),
            InlayHintRefresh = found.Contains("workspace.inlayHint.refreshSupport"),
            InlayHintTooltipResolve = found.Contains("textDocument.inlayHint.resolveSupport.properties=tooltip"),
            DiagnosticVersion = found.Contains("textDocument.publishDiagnostics.versionSupport"),
            // LSP 3.18 has the same three for pulled diagnostics.
            DiagnosticRelated = found.Contains("textDocument.publishDiagnostics.relatedInformation") || found.Contains("textDocument.diagnostic.relatedInformation"),
            DiagnosticTags = found.Contains("textDocument.publishDiagnostics.tagSupport.valueSet") || found.Contains("textDocument.diagnostic.tagSupport.valueSet"),
            DiagnosticCodeDescription = found.Contains("textDocument.publishDiagnostics.codeDescriptionSupport") || found.Contains("textDocument.diagnostic.codeDescriptionSupport"),
            PullDiagnostics = found.Contains("textDocument.diagnostic"),
            DiagnosticRefresh = found.Contains("workspace.diagnostics.refreshSupport"),
            MarkdownHover = found.Contains("textDocument.hover.contentFormat=markdown"),
            MarkdownCompletion = found.Contains("textDocument.completion.completionItem.documentationFormat=markdown"),
            InsertReplace = found.Contains("textDocument.completion.completionItem.insertReplaceSupport"),
            CommitCharacters = found.Contains("textDocument.completion.completionItem.commitCharactersSupport"),
            CompletionResolvesDocumentation = found.Contains("textDocument.completion.completionItem.resolveSupport.properties=documentation"),
            Snippets = found.Contains("textDocument.completion.completionItem.snippetSupport"),
            CodeActionLiterals = found.Contains("textDocument.codeAction.codeActionLiteralSupport.codeActionKind.valueSet"),
            CodeActionPreferred = found.Contains("textDocument.codeAction.isPreferredSupport"),
            CodeActionDisabled = found.Contains("textDocument.codeAction.disabledSupport"),
            CodeActionResolve = found.Contains("textDocument.codeAction.dataSupport") && found.Contains("textDocument.codeAction.resolveSupport.properties=edit"),
            CreatesFiles = found.Contains("workspace.workspaceEdit.documentChanges") && found.Contains("workspace.workspaceEdit.resourceOperations=create"),
            HierarchicalSymbols = found.Contains("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"),
            DefinitionLinks = found.Contains("textDocument.definition.linkSupport"),
            LinkTooltips = found.Contains("textDocument.documentLink.tooltipSupport"),
            PrepareRename = found.Contains("textDocument.rename.prepareSupport"),
            ContentDocuments = found.Contains("workspace.textDocumentContent"),
            FoldingLimit = foldingLimit,
        };
    }

    // One walk over whatever the client sent: paths of members that are true, a list or an object, and `path=element` for lists of strings.
    private static void Collect(ref JsonInput input, string path, HashSet<string> found, ref ImmutableArray<string> encodings, ref int? foldingLimit)
    {
        if (input.IsArray)
        {
            found.Add(path);
            var strings = input.List((ref element) => element.TextOrNull());
            foreach (var text in strings) found.Add($"{path}={text}");
            if (path == "general.positionEncodings") encodings = [.. strings.OfType<string>()];
        }
        else if (input.IsObject)
        {
            found.Add(path);
            while (input.Member()) Collect(ref input, path.Length == 0 ? input.MemberName : $"{path}.{input.MemberName}", found, ref encodings, ref foldingLimit);
        }
        else if (path == "textDocument.foldingRange.rangeLimit") foldingLimit = input.IntegerOrNull() is > 0 and var limit ? limit : null;
        else if (input.IsTrue) found.Add(path);
        else input.Skip();
    }
}

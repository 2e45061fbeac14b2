using System.Collections.Immutable;
using OptRecipe.Ide.Fixes;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;
using CodeAction = OptRecipe.Lsp.Protocol.CodeAction;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>Code actions as the wire has them, as much of each as the client can take.</summary>
public static class CodeActionToLsp
{
    /// <summary>Null for an action that the client cannot do or show.</summary>
    /// <param name="range">What was asked about; a later request finds the action again by it.</param>
    public static CodeAction? Of(Ide.Fixes.CodeAction action, TextSpan range, Document document, Snapshot snapshot, bool withEdit)
    {
        var client = snapshot.Client;
        if ((action.Disabled is not null && !client.CodeActionDisabled) || (!action.NewFiles.IsEmpty && !client.CreatesFiles)) return null;
        var isLater = !withEdit && client.CodeActionResolve && action.Disabled is null;
        return new(action.Title, KindOf(action.Kind), isLater || action.Disabled is not null ? null : Edit(action, document, snapshot))
        {
            Fixes = action.Diagnostic is { } diagnostic ? ToLsp.Of(diagnostic, document, snapshot) : null,
            IsPreferred = action.IsPreferred && client.CodeActionPreferred,
            Disabled = action.Disabled,
            Data = isLater ? new(document.Uri.ToString(), document.Version, snapshot.World, range.Start, NameOf(action, range.Length)) : null,
        };
    }

    /// <summary>The range and the action that an item's data name; null when they name none.</summary>
    public static (TextSpan Range, Func<Ide.Fixes.CodeAction, bool> IsMeant)? Read(ItemData data)
    {
        var end = data.Name.IndexOf(' ', StringComparison.Ordinal);
        if (end <= 0 || !int.TryParse(data.Name.AsSpan(0, end), out var length) || length < 0 || data.Offset < 0) return null;
        return (new(data.Offset, length), action => NameOf(action, length) == data.Name);
    }

    public static string KindOf(CodeActionKind kind) => kind switch
    {
        CodeActionKind.Extract => CodeActionKinds.Extract,
        CodeActionKind.Rewrite => CodeActionKinds.Rewrite,
        CodeActionKind.FixAll => CodeActionKinds.FixAll,
        _ => CodeActionKinds.QuickFix,
    };

    private static string NameOf(Ide.Fixes.CodeAction action, int length) => $"{length} {KindOf(action.Kind)} {action.Diagnostic?.Descriptor.Code} {action.Diagnostic?.Span.Start} {action.Title}";

    private static WorkspaceEdit Edit(Ide.Fixes.CodeAction action, Document document, Snapshot snapshot)
    {
        var edit = ToLsp.Edit(action.Edits, document, snapshot);
        return action.NewFiles.IsEmpty ? edit : edit with { NewFiles = [.. action.NewFiles.Select(file => new CreatedFile(Beside(document.Uri.ToString(), file.Name), file.Text))] };
    }

    /// <summary>A file in a document's folder, in the client's own spelling of it.</summary>
    private static string Beside(string uri, string name) => uri[..(uri.LastIndexOf('/') + 1)] + System.Uri.EscapeDataString(name);
}

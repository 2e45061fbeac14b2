using OptRecipe.Ide.InlayHints;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.LanguageServer;

/// <summary>Which kinds of inlay hints are shown: <c>optrecipe.inlayHints.targets</c> and so on.</summary>
public sealed record InlayHintSettings(bool Targets = true, bool Steps = true, bool Selectors = true, bool Budget = true, bool Data = true)
{
    public bool Shows(InlayHintKind kind) => kind switch
    {
        InlayHintKind.Targets => Targets,
        InlayHintKind.Steps => Steps,
        InlayHintKind.Selectors => Selectors,
        InlayHintKind.Budget => Budget,
        _ => Data,
    };

    /// <summary>What is missing, null or wrong keeps its default; <paramref name="problem"/> then names the last such key.</summary>
    public static InlayHintSettings Read(ref JsonInput input, ref string? problem)
    {
        var settings = new InlayHintSettings();
        if (!input.TryObject()) return settings;
        while (input.Member())
        {
            if (input.Is("targets"u8)) settings = settings with { Targets = Flag(ref input, ref problem) };
            else if (input.Is("steps"u8)) settings = settings with { Steps = Flag(ref input, ref problem) };
            else if (input.Is("selectors"u8)) settings = settings with { Selectors = Flag(ref input, ref problem) };
            else if (input.Is("budget"u8)) settings = settings with { Budget = Flag(ref input, ref problem) };
            else if (input.Is("data"u8)) settings = settings with { Data = Flag(ref input, ref problem) };
            else input.Skip();
        }
        return settings;
    }

    private static bool Flag(ref JsonInput input, ref string? problem)
    {
        if (input.IsFlag) return input.Flag();
        if (!input.IsNull) problem = $"optrecipe.inlayHints.{input.MemberName}";
        input.Skip();
        return true;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace OptRecipe.LanguageServer.Worker;

/// <summary>Whether this program was published to run recipes and nothing else; then the compiler leaves the language server out (decision 4).</summary>
internal static class WorkerOnly
{
    [FeatureSwitchDefinition("OptRecipe.WorkerOnly")]
    public static bool Is => AppContext.TryGetSwitch("OptRecipe.WorkerOnly", out var isOn) && isOn;
}

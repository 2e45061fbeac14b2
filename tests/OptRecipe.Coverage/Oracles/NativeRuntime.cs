using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>Which files native TensorFlow Lite 2.9 accepts, asked in this process, and which of them we say its <c>runtime: tflite-2.9</c> loads: the operator versions.</summary>
public sealed class NativeRuntime : IOracle
{
    private static readonly TargetSelection Asked = TargetSelection.Of("xnnpack", ("runtime", "tflite-2.9"));

    public string Id => "runtime-2.9";
    public string Title => "Native TensorFlow Lite 2.9, which files it accepts (operator versions)";
    public double Floor => 0.98;

    public ImmutableArray<Cause> Causes { get; } =
    [
        new("CONV_2D' version '6'", "refuses the version", "loads", "the converter's version table gives grouped CONV_2D (version 6) to 2.9.0; the resolver of this library has no version 6"),
        new("quantized_dimension must be in range", "refuses the file", "loads", "old converters gave the bias the quantized dimension of its weights; older runtimes and TFLite Micro run this very file"),
        new("unresolved custom op", "refuses the file", "loads", "the application has to register a custom operator; a file says nothing about that"),
        new("Select TensorFlow op", "refuses the file", "loads", "the Flex delegate is not linked into this library"),
        new("Unsupported data type", "refuses the file", "loads", "a type of the file format that 2.9 does not know, on an operator whose version it knows"),
        new("[Tt]ype\\b|kTfLite|types? ", "refuses at prepare", "loads", "the built-in kernel of 2.9 does not take these types: the business of `tflite-cpu`, not of the version"),
        new("dims->data|NumDimensions|NumElements|SizeOfDimension", "refuses at prepare", "loads", "the built-in kernel of 2.9 does not take these shapes: the business of `tflite-cpu`, not of the version"),
    ];

    public void Compare(AgreementTable table)
    {
        if (SharedFolder.Require("golden/kernels", 3309) is not { } kernels) return;
        using var recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(kernels, "tflite_2.9.json")));
        // These end the process when they are invoked; nobody should find out whether they do when they are loaded.
        var aborting = recorded.RootElement.EnumerateObject().Where(entry => entry.Value.GetString() == "aborts").Select(entry => entry.Name).ToHashSet();
        foreach (var (group, folder) in (ReadOnlySpan<(string, string)>)[("kernels", kernels), ("models", Path.Combine(kernels, "..", "..", "models"))])
            foreach (var path in Directory.EnumerateFiles(folder, "*.tflite", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                if (!aborting.Contains(Path.GetRelativePath(kernels, path).Replace('\\', '/'))) Add(table, group, Path.GetRelativePath(folder, path).Replace('\\', '/'), path);
    }

    private static void Add(AgreementTable table, string group, string name, string path)
    {
        var native = NativeTensorFlowLite.Refusal(File.ReadAllBytes(path))?.Split('\n')[0];
        SupportVerdict ours;
        try
        {
            ours = TargetJudge.Judge(TargetFiles.Read(path), Asked).Model.FirstOrDefault() ?? SupportVerdict.Runs;
        }
        catch (TFLite.ModelFormatException broken)
        {
            ours = new(VerdictKind.Refused, VerdictStage.Load, "file", broken.Reason, "");
        }
        table.Add(group, name, native is null ? "" : native[..Math.Min(native.Length, 140)], (native is null) == (ours.Kind == VerdictKind.Runs), native ?? "accepts", ours);
    }
}

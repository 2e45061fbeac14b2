using System.Text.RegularExpressions;
using OptRecipe.TFLite.Facts;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Operators;
using OptRecipe.Testing;

namespace OptRecipe.TFLite.Tests.Files;

/// <summary>What we and native TensorFlow Lite 2.9 say about one file.</summary>
/// <param name="Ours">What we say: it accepts, or why it refuses.</param>
/// <param name="Native">The runtime's own words when it refuses.</param>
/// <param name="Reason">The name of the reason that explains a disagreement.</param>
internal sealed record NativeVerdict(string File, string Ours, string? Native, string? Reason)
{
    private static readonly RuntimeVersion Runtime = new(2, 9, 0);

    /// <summary>Why the two may disagree: a pattern of the runtime's words (null: it accepts), and what they mean for us.</summary>
    public static (string Name, string? Words, string Sentence)[] Reasons { get; } =
    [
        ("version table", "^Didn't find op for builtin opcode 'CONV_2D' version '6'", "the converter's version table gives grouped CONV_2D (version 6) to 2.9.0; the resolver of this library has no version 6. The table is kept as its source has it."),
        ("quantized dimension", "quantized_dimension must be in range", "old converters gave the bias the quantized dimension of its weights; TFLite Micro ships and runs this very file. A warning here, no refusal."),
        ("custom operator", "^Encountered unresolved custom op", "the application has to register a custom operator; a file says nothing about that. Told as a fact, and unknown to the version tables."),
        ("Flex", "^Select TensorFlow op", "the Flex delegate is not linked into this library. Told as a fact."),
        ("registered custom operator", null, "a custom operator that the full runtime brings along (TFLite_Detection_PostProcess); the version tables hold builtin operators only."),
        ("newer type", "^Unsupported data type", "a type of the file format that 2.9 does not know, on an operator it knows."),
        ("types of a kernel", "[Tt]ype\\b|kTfLite|types? ", "the file is legal; the kernel of 2.9 does not take these types. Which kernel takes what is the targets' business (`server/OptRecipe.Targets`), not the file's."),
        ("shapes of a kernel", "dims->data|NumDimensions|NumElements|SizeOfDimension", "the file is legal; the kernel of 2.9 does not take these shapes (grouped convolution, five dimensions, a bias of another length)."),
    ];

    public bool IsAgreement => Ours == "accept" == Native is null;

    public static NativeVerdict Of(string file, byte[] bytes)
    {
        var ours = Judge(bytes);
        var native = NativeTensorFlowLite.Refusal(bytes);
        var reason = Array.Find(Reasons, reason => reason.Words is null ? native is null : native is not null && Regex.IsMatch(native, reason.Words)).Name;
        return new(file, ours, native, reason);
    }

    private static string Judge(byte[] bytes)
    {
        try
        {
            var model = ModelFiles.Read(bytes);
            if (ModelVerifier.Verify(model).FirstOrDefault(violation => violation.Severity == ViolationSeverity.Error) is { } violation) return $"refuse: {violation.Kind}";
            var demands = new ModelFacts(model).Runtime.Demands;
            if (demands.Any(demand => demand.Runtime > Runtime)) return "refuse: an operator or version newer than 2.9.0";
            return demands.Any(demand => demand.Runtime is null) ? "refuse: an operator that the version tables do not know" : "accept";
        }
        catch (ModelFormatException error)
        {
            return $"refuse: {error.Reason}";
        }
    }
}

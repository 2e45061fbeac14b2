namespace OptRecipe.TFLite.Operators;

/// <summary>The schema's own spelling of the enums that option fields hold.</summary>
public static class OptionEnumNames
{
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.Ordinal)
    {
        ["Padding"] = ["SAME", "VALID"],
        ["ActivationFunctionType"] = ["NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"],
        ["LSHProjectionType"] = ["UNKNOWN", "SPARSE", "DENSE"],
        ["FullyConnectedOptionsWeightsFormat"] = ["DEFAULT", "SHUFFLED4x16INT8"],
        ["LSTMKernelType"] = ["FULL", "BASIC"],
        ["CombinerType"] = ["SUM", "MEAN", "SQRTN"],
        ["MirrorPadMode"] = ["REFLECT", "SYMMETRIC"],
        ["ReduceWindowFunction"] = ["UNSUPPORTED", "ADD", "MUL", "MINIMUM", "MAXIMUM", "ALL", "ANY"],
        ["CustomOptionsFormat"] = ["FLEXBUFFERS"],
        ["RngAlgorithm"] = ["DEFAULT", "PHILOX", "THREEFRY"],
        ["StablehloPrecisionConfig"] = ["DEFAULT", "HIGH", "HIGHEST"],
        ["StablehloComparisonDirection"] =
        [
            "STABLEHLO_COMPARISON_DIRECTION_EQ", "STABLEHLO_COMPARISON_DIRECTION_NE", "STABLEHLO_COMPARISON_DIRECTION_GE",
            "STABLEHLO_COMPARISON_DIRECTION_GT", "STABLEHLO_COMPARISON_DIRECTION_LE", "STABLEHLO_COMPARISON_DIRECTION_LT",
        ],
        ["StablehloComparisonType"] =
        [
            "STABLEHLO_COMPARISON_TYPE_NOTYPE", "STABLEHLO_COMPARISON_TYPE_FLOAT", "STABLEHLO_COMPARISON_TYPE_FLOAT_TOTAL_ORDER",
            "STABLEHLO_COMPARISON_TYPE_SIGNED", "STABLEHLO_COMPARISON_TYPE_UNSIGNED",
        ],
    };

    /// <summary>The name of a value, or the number itself where the schema has none.</summary>
    public static string Name(string enumName, int value) =>
        enumName == "TensorType" ? ((TensorType)value).Name()
        : Names.TryGetValue(enumName, out var names) && value >= 0 && value < names.Length ? names[value] : value.ToString();
}

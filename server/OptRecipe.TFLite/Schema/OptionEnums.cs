// The small enums of the schema, in its order.
namespace OptRecipe.TFLite;

public enum DimensionType
{
    Dense = 0,
    SparseCsr = 1,
}

public enum StablehloPrecisionConfig
{
    Default = 0,
    High = 1,
    Highest = 2,
}

public enum StablehloComparisonDirection
{
    Eq = 0,
    Ne = 1,
    Ge = 2,
    Gt = 3,
    Le = 4,
    Lt = 5,
}

public enum StablehloComparisonType
{
    Notype = 0,
    Float = 1,
    FloatTotalOrder = 2,
    Signed = 3,
    Unsigned = 4,
}

public enum RngAlgorithm
{
    Default = 0,
    Philox = 1,
    Threefry = 2,
}

public enum Padding
{
    Same = 0,
    Valid = 1,
}

public enum ActivationFunctionType
{
    None = 0,
    Relu = 1,
    ReluN1To1 = 2,
    Relu6 = 3,
    Tanh = 4,
    SignBit = 5,
}

public enum LSHProjectionType
{
    Unknown = 0,
    Sparse = 1,
    Dense = 2,
}

public enum FullyConnectedOptionsWeightsFormat
{
    Default = 0,
    Shuffled4x16Int8 = 1,
}

public enum LSTMKernelType
{
    Full = 0,
    Basic = 1,
}

public enum CombinerType
{
    Sum = 0,
    Mean = 1,
    Sqrtn = 2,
}

public enum MirrorPadMode
{
    Reflect = 0,
    Symmetric = 1,
}

public enum ReduceWindowFunction
{
    Unsupported = 0,
    Add = 1,
    Mul = 2,
    Minimum = 3,
    Maximum = 4,
    All = 5,
    Any = 6,
}

public enum CustomOptionsFormat
{
    Flexbuffers = 0,
}

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A vector of one lane, for fewer channels than the narrowest vector has.</summary>
internal readonly unsafe struct SingleLane : ISimd<float, float, float, float>
{
    public static int Lanes => 1;
    public static int MaxRows => 6;
    public static int Step => 1;
    public static float LoadSum(float* from) => *from;
    public static void StoreSum(float sum, float* to, int columns) => *to = sum;
    public static void StoreColumns(float sum, float* to, int columns) => *to = sum;
    public static float Add(float left, float right) => left + right;
    public static float LoadWeights(float* from) => *from;
    public static float Broadcast(float* from) => *from;
    public static float MultiplyAdd(float x, float weights, float sum) => MathF.FusedMultiplyAdd(x, weights, sum);
    public static float Create(float value) => value;
    public static float Bound(float sum, float low, float high) => Clamp(sum, low, high);
    public static float Clamp(float sum, float low, float high) => sum < low ? low : sum > high ? high : sum;
}

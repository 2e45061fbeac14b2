namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>LOGISTIC and TANH of 16-bit numbers from one table of the logistic function, interpolated; tanh(x) = 2 × logistic(2x) − 1.</summary>
internal static class SigmoidTable
{
    /// <summary>Logistic of i / 24 with 16 bits behind the point, as the runtimes have it.</summary>
    private static readonly ushort[] Points =
    [
        32768, 33451, 34133, 34813, 35493, 36169, 36843, 37513, 38180, 38841, 39498, 40149, 40794, 41432, 42064, 42688, 43304, 43912, 44511, 45102,
        45683, 46255, 46817, 47369, 47911, 48443, 48964, 49475, 49975, 50464, 50942, 51409, 51865, 52311, 52745, 53169, 53581, 53983, 54374, 54755,
        55125, 55485, 55834, 56174, 56503, 56823, 57133, 57433, 57724, 58007, 58280, 58544, 58800, 59048, 59288, 59519, 59743, 59959, 60168, 60370,
        60565, 60753, 60935, 61110, 61279, 61441, 61599, 61750, 61896, 62036, 62172, 62302, 62428, 62549, 62666, 62778, 62886, 62990, 63090, 63186,
        63279, 63368, 63454, 63536, 63615, 63691, 63765, 63835, 63903, 63968, 64030, 64090, 64148, 64204, 64257, 64308, 64357, 64405, 64450, 64494,
        64536, 64576, 64614, 64652, 64687, 64721, 64754, 64786, 64816, 64845, 64873, 64900, 64926, 64950, 64974, 64997, 65019, 65039, 65060, 65079,
        65097, 65115, 65132, 65149, 65164, 65179, 65194, 65208, 65221, 65234, 65246, 65258, 65269, 65280, 65291, 65301, 65310, 65319, 65328, 65337,
        65345, 65352, 65360, 65367, 65374, 65381, 65387, 65393, 65399, 65404, 65410, 65415, 65420, 65425, 65429, 65433, 65438, 65442, 65445, 65449,
        65453, 65456, 65459, 65462, 65465, 65468, 65471, 65474, 65476, 65479, 65481, 65483, 65485, 65488, 65489, 65491, 65493, 65495, 65497, 65498,
        65500, 65501, 65503, 65504, 65505, 65507, 65508, 65509, 65510, 65511, 65512, 65513, 65514, 65515, 65516, 65517, 65517, 65518, 65519, 65520,
        65520, 65521, 65522, 65522, 65523, 65523, 65524, 65524, 65525, 65525, 65526, 65526, 65526, 65527, 65527, 65528, 65528, 65528, 65529, 65529,
        65529, 65529, 65530, 65530, 65530, 65530, 65531, 65531, 65531, 65531, 65531, 65532, 65532, 65532, 65532, 65532, 65532, 65533, 65533, 65533,
        65533, 65533, 65533, 65533, 65533, 65534, 65534, 65534, 65534, 65534, 65534, 65534, 65534, 65534, 65534, 65535,
    ];

    /// <summary>An input's scale in the table's steps of 1 / (3 × 4096): (q × multiplier + half) >> shift.</summary>
    public readonly record struct InputScale(int Multiplier, int Shift)
    {
        /// <param name="mostPowerOfTwo">Scales that are 2^−12 times up to 2^this, nearly, are taken as that power.</param>
        public static InputScale Of(float scale, int mostPowerOfTwo)
        {
            if (TryPowerOfTwo(scale, out var power) && power + 12 >= 0 && power + 12 <= mostPowerOfTwo) return new(3 << (power + 12), 0);
            var (multiplier, shift) = (scale * 4096.0 * 3.0, 0);
            for (; multiplier <= 32767 / 2.0 && shift <= 30; shift++) multiplier *= 2;
            return new(NativeConversion.ToInt32(multiplier), shift);
        }

        public int Apply(short q) => unchecked(q * Multiplier + (Shift > 0 ? 1 << (Shift - 1) : 0)) >> Shift;
    }

    /// <summary>The power of two that a scale is within a thousandth of its logarithm.</summary>
    public static bool TryPowerOfTwo(float scale, out int power)
    {
        var log = (float)Math.Log(scale) * (1 / (float)Math.Log(2));
        var rounded = MathF.Round(log, MidpointRounding.AwayFromZero);
        power = (int)rounded;
        return MathF.Abs(log - rounded) < 1e-3f;
    }

    public readonly struct Logistic(InputScale scale) : IUnaryFunction<short, short>
    {
        public short Apply(short q)
        {
            var x = scale.Apply(q);
            var size = (uint)(x < 0 ? -x : x);
            var index = size >> 9;
            var result = index >= 255 ? 0x7FFFu << 10 : ((uint)Points[index] << 9) + (size & 0x1FF) * ((uint)Points[index + 1] - Points[index]);
            return (short)((x >= 0 ? result + (1 << 9) : (1u << 25) - result + (1 << 9) - 1) >> 10);
        }
    }

    public readonly struct Tanh(InputScale scale) : IUnaryFunction<short, short>
    {
        public short Apply(short q)
        {
            var x = scale.Apply(q);
            var size = (uint)(x < 0 ? -x : x);
            var index = size >> 8;
            var result = index >= 255 ? 0xFFFF << 8 : (Points[index] << 8) + (int)(size & 0xFF) * (Points[index + 1] - Points[index]);
            return (short)((x >= 0 ? result - (1 << 23) + (1 << 7) : -result + (1 << 23) + (1 << 7) - 1) >> 8);
        }
    }
}

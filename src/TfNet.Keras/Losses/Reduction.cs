namespace Tensorflow
{
    /// <summary>TensorFlow 1's names of reductions; losses take them as well.</summary>
    public static class Reduction
    {
        public const string NONE = "none";
        public const string SUM = "sum";
        public const string WEIGHTED_SUM = "weighted_sum";
        public const string WEIGHTED_MEAN = "weighted_mean";
        public const string SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size";
        public const string SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights";
    }
}

namespace Tensorflow.Keras.Losses
{
    /// <summary>How a loss object makes one number of its per-sample losses.</summary>
    public static class ReductionV2
    {
        /// <summary>The per-sample losses themselves.</summary>
        public const string NONE = "none";

        /// <summary>sum_over_batch_size.</summary>
        public const string AUTO = "auto";

        public const string SUM = "sum";

        /// <summary>Sum of the weighted losses / number of losses (not / sum of the weights).</summary>
        public const string SUM_OVER_BATCH_SIZE = "sum_over_batch_size";

        /// <summary>Sum of the weighted losses / sum of the weights.</summary>
        public const string WEIGHTED_MEAN = "weighted_mean";

        private static readonly string[] s_all =
        [
            AUTO, NONE, SUM, SUM_OVER_BATCH_SIZE, WEIGHTED_MEAN, Reduction.WEIGHTED_SUM, Reduction.SUM_OVER_BATCH_SIZE,
                Reduction.SUM_BY_NONZERO_WEIGHTS,
        ];

        public static void validate(string key)
        {
            if (Array.IndexOf(s_all, key) < 0)
                throw new ValueError($"Invalid Reduction Key: {key}. Expected keys are \"{string.Join("\", \"", s_all)}\"");
        }
    }
}

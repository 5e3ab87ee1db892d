using Tensorflow.Operations.Initializers;

namespace Tensorflow.Keras
{
    /// <summary><c>keras.initializers</c> as TensorFlow.NET declares it.</summary>
    public interface IInitializersApi
    {
        IInitializer HeNormal(int? seed = null);

        IInitializer Orthogonal(float gain = 1f, int? seed = null);
    }

    /// <summary><c>keras.initializers</c>: all of Keras 2.15's.</summary>
    public sealed class InitializersApi : IInitializersApi
    {
        public IInitializer Zeros() => new Zeros();

        public IInitializer Ones() => new Ones();

        public IInitializer Constant<T>(T value) => new Constant<T>(value);

        public IInitializer Identity(float gain = 1f) => new Operations.Initializers.Identity(gain);

        public IInitializer RandomNormal(float mean = 0f, float stddev = 0.05f, int? seed = null) => new RandomNormal(mean, stddev, seed);

        public IInitializer TruncatedNormal(float mean = 0f, float stddev = 0.05f, int? seed = null) =>
            new TruncatedNormal(mean, stddev, seed);

        public IInitializer RandomUniform(float minval = -0.05f, float maxval = 0.05f, int? seed = null) =>
            new RandomUniform(minval: minval, maxval: maxval, seed: seed);

        public IInitializer VarianceScaling(float scale = 1f, string mode = "fan_in", string distribution = "truncated_normal",
            int? seed = null) =>
            new VarianceScaling(scale, mode, distribution, seed);

        public IInitializer GlorotUniform(int? seed = null) => new GlorotUniform(seed: seed);

        public IInitializer GlorotNormal(int? seed = null) => new GlorotNormal(seed);

        public IInitializer HeNormal(int? seed = null) => new HeNormal(seed);

        public IInitializer HeUniform(int? seed = null) => new HeUniform(seed);

        public IInitializer LecunNormal(int? seed = null) => new LecunNormal(seed);

        public IInitializer LecunUniform(int? seed = null) => new LecunUniform(seed);

        public IInitializer Orthogonal(float gain = 1f, int? seed = null) => new Orthogonal(gain, seed);

        /// <summary>The initializer of a name ("he_normal", "HeNormal", "zeros", ..) or a {class_name, config} dictionary.</summary>
        public IInitializer get(object identifier) =>
            Initializers.get(identifier) ?? throw new ValueError("initializers.get: argument identifier: expected a name; received null");

        /// <summary>{module, class_name, config, registered_name}.</summary>
        public IDictionary<string, object?> serialize(IInitializer initializer) =>
            (IDictionary<string, object?>)Initializers.serialize(initializer)!;
    }
}

namespace Tensorflow
{
    /// <summary><c>tf.zeros_initializer</c> and its kin, under the names and with the arguments of TensorFlow.NET.</summary>
    public static class TensorflowInitializers
    {
        extension(tensorflow tf)
        {
            public IInitializer zeros_initializer => new Zeros();

            public IInitializer ones_initializer => new Ones();

            public IInitializer glorot_uniform_initializer => new GlorotUniform();

            public IInitializer random_uniform_initializer => new RandomUniform();

            public IInitializer orthogonal_initializer => new Orthogonal();

            public IInitializer constant_initializer<T>(T value, TF_DataType dtype = TF_DataType.TF_FLOAT, bool verify_shape = false) =>
                new Constant<T>(value, dtype, verify_shape);

            /// <summary>TensorFlow 1's: the default deviation is 1.</summary>
            public IInitializer truncated_normal_initializer(
                float mean = 0f, float stddev = 1f, int? seed = null, TF_DataType dtype = TF_DataType.DtInvalid) =>
                new TruncatedNormal(mean, stddev, seed, dtype);

            /// <summary>TensorFlow 2's: the default deviation is .05.</summary>
            public IInitializer random_normal_initializer(
                float mean = 0f, float stddev = 0.05f, int? seed = null, TF_DataType dtype = TF_DataType.DtInvalid) =>
                new RandomNormal(mean, stddev, seed, dtype);

            public IInitializer variance_scaling_initializer(
                float factor = 1f, string mode = "fan_in", string distribution = "truncated_normal", int? seed = null,
                TF_DataType dtype = TF_DataType.TF_FLOAT) =>
                new VarianceScaling(factor, mode, distribution, seed, dtype);
        }
    }
}

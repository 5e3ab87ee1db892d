using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using TfNet.Keras.Tests.Text;
using static Tensorflow.KerasApi;
using static TfNet.Keras.Tests.Training.TrainCase;

namespace TfNet.Keras.Tests.Training;

/// <summary>Penalties, constraints, frozen layers.</summary>
public class TrainRegularizedTests
{
    private static readonly Dictionary<string, Action<TrainCase>> s_reg = new()
    {
        ["reg_l2"] = c => Penalized(c, () => keras.layers.Dense(8, "relu", kernel_regularizer: new L2(0.01f), name: "d1")),
        ["reg_l1_bias"] = c => Penalized(
            c, () => keras.layers.Dense(8, "relu", kernel_regularizer: new L1(0.01f), bias_regularizer: new L2(0.1f), name: "d1")),
        ["reg_l1_l2"] = c => Penalized(c, () => keras.layers.Dense(8, "relu", kernel_regularizer: new L1L2(0.003f, 0.02f), name: "d1")),
        ["reg_string"] = c =>
            Penalized(c, () => keras.layers.Dense(8, "relu", kernel_regularizer: keras.regularizers.get("l2"), name: "d1")),
        ["reg_activity"] = c => Penalized(c, () => keras.layers.Dense(8, "relu", activity_regularizer: new L2(0.05f), name: "d1")),
        ["reg_orthogonal"] = c =>
            Penalized(c, () => keras.layers.Dense(8, "relu", kernel_regularizer: new OrthogonalRegularizer(0.01f, "rows"), name: "d1")),
        ["con_max_norm"] = c => Constrained(c, Mlp(), (0, new MaxNorm(0.8f, 0))),
        ["con_non_neg"] = c => Constrained(c, Mlp(), (0, new NonNeg()), (1, new NonNeg())),
        ["con_unit_norm"] = c => Constrained(c, Mlp(), (0, new UnitNorm(1))),
        ["con_min_max"] = c => Constrained(c, Mlp(), (0, new MinMaxNorm(0.5f, 0.9f, 0.5f, 0))),
        ["con_conv"] = c =>
        {
            Constrained(c, Cnn(pool: false), (0, new MaxNorm(0.6f, (0, 1, 2))));
            Tensor radial = new RadialConstraint().Apply(new Tensor(Array("rad", 5, 5, 1, 1)));
            c.CheckNumbers("radial", c.Golden.GetProperty("radial"), GoldenValues.Values(radial));
        },
    };

    private static readonly Dictionary<string, Action<TrainCase>> s_frozen = new()
    {
        ["frozen_dense"] = c =>
        {
            Model m = c.Filled(Mlp());
            ILayer d1 = m.get_layer("d1");
            d1.trainable = false;
            m.compile(new SGD(LR), "categorical_crossentropy");
            Epoch("frozen");
            d1.trainable = true;
            Epoch("unfrozen_without_compile");
            m.compile(new SGD(LR), "categorical_crossentropy");
            Epoch("after_compile");

            void Epoch(string key)
            {
                c.CheckHistory(c.Golden.GetProperty(key), m.fit(X6(), OneHot(), BS, 1, 0, shuffle: false));
                c.CheckWeights(key, c.Golden.GetProperty(key).GetProperty("weights"), m);
            }
        },
        ["frozen_after_compile_before_fit"] = c =>
        {
            Model m = c.Filled(Mlp());
            m.compile(new SGD(LR), "categorical_crossentropy");
            m.get_layer("d1").trainable = false;
            c.CheckRun(m, m.fit(X6(), OneHot(), BS, 1, 0, c.Recorder(), shuffle: false));
            Assert.Equal(c.Golden.GetProperty("counts").EnumerateArray().Select(e => e.GetInt32()),
                [m.TrainableVariables.Count, m.NonTrainableVariables.Count]);
        },
        ["frozen_bn"] = c =>
        {
            Model m = c.Filled(Bn());
            m.get_layer("bn1").trainable = false;
            m.compile(new SGD(0.05f), "categorical_crossentropy", metrics: ["accuracy"]);
            c.CheckRun(m, m.fit(Img(12), OneHot(12), 5, EP, 0, c.Recorder(), shuffle: false));
        },
        ["frozen_feature_model"] = c =>
        {
            Tensors x = keras.Input((6, 6, 2));
            Tensors h = keras.layers.Conv2D(4, 3, padding: "same", use_bias: false, name: "c1").Apply(x);
            h = keras.layers.ReLU().Apply(keras.layers.BatchNormalization(momentum: 0.9f, name: "bn1").Apply(h));
            Model feature = keras.Model(x, keras.layers.GlobalAveragePooling2D().Apply(h));
            feature.trainable = false;
            Model m = c.Filled(keras.Sequential(feature, keras.layers.Dense(3, "softmax", name: "d")));
            m.compile(new Adam(0.01f), "categorical_crossentropy", metrics: ["accuracy"]);
            c.CheckRun(m, m.fit(Img(12), OneHot(12), 5, EP, 0, c.Recorder(), shuffle: false));
            Assert.Equal(c.Golden.GetProperty("trainable_counts").EnumerateArray().Select(e => e.GetInt32()),
                [m.TrainableVariables.Count, m.NonTrainableVariables.Count]);
        },
    };

    public static TheoryData<string> Regularized => [.. NamesIn("train_reg")];

    public static TheoryData<string> Frozen => [.. NamesIn("train_frozen")];

    [Theory]
    [MemberData(nameof(Regularized))]
    public void Regularizes_as_Keras(string name) => s_reg[name](new TrainCase("train_reg", name));

    [Theory]
    [MemberData(nameof(Frozen))]
    public void Freezes_as_Keras(string name) => s_frozen[name](new TrainCase("train_frozen", name));

    private static void Penalized(TrainCase c, Func<ILayer> d1)
    {
        Model m = c.Filled(Mlp(d1: d1));
        m.compile(new SGD(LR), "categorical_crossentropy", metrics: ["accuracy"]);
        m.Apply(new Tensor(X6()));
        c.CheckNumbers("losses_at_start", c.Golden.GetProperty("losses_at_start"), m.losses.Select(l => (double)(float)l));
        c.CheckRun(m, m.fit(X6(), OneHot(), BS, EP, 0, c.Recorder(), shuffle: false));
        c.CheckEvaluation(() => m.evaluate(X6(), OneHot(), verbose: 0));
    }

    private static void Constrained(TrainCase c, Model model, params (int Weight, IConstraint Constraint)[] constraints)
    {
        Model m = c.Filled(model);
        foreach ((int k, IConstraint constraint) in constraints)
            ((ResourceVariable)m.Weights[k]).Constraint = constraint.Apply;
        m.compile(new SGD(0.5f), "categorical_crossentropy");
        bool images = m.Name == "cnn";
        c.CheckRun(m, m.fit(images ? Img(12) : X6(), images ? OneHot(12) : OneHot(), images ? 5 : BS, EP, 0, c.Recorder(), shuffle: false));
    }
}

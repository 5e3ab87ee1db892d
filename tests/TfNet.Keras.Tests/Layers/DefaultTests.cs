using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Layers;

/// <summary>
/// Every layer of Keras' API made with the fewest arguments has Keras' config, so Keras' defaults; or is listed as absent.
/// </summary>
public sealed class DefaultTests
{
    private static readonly Dictionary<string, Func<LayersApi, ILayer>> s_made = new()
    {
        ["Activation"] = l => l.Activation("relu"),
        ["Add"] = l => l.Add(),
        ["AdditiveAttention"] = l => l.AdditiveAttention(),
        ["AlphaDropout"] = l => l.AlphaDropout(0.5),
        ["Attention"] = l => l.Attention(),
        ["Average"] = l => l.Average(),
        ["AveragePooling1D"] = l => l.AveragePooling1D(),
        ["AveragePooling2D"] = l => l.AveragePooling2D(),
        ["AveragePooling3D"] = l => l.AveragePooling3D(),
        ["BatchNormalization"] = l => l.BatchNormalization(),
        ["CategoryEncoding"] = l => l.CategoryEncoding(4),
        ["CenterCrop"] = l => l.CenterCrop(3, 4),
        ["Concatenate"] = l => l.Concatenate(),
        ["Conv1D"] = l => l.Conv1D(4, 3),
        ["Conv1DTranspose"] = l => l.Conv1DTranspose(4, 3),
        ["Conv2D"] = l => l.Conv2D(4, 3),
        ["Conv2DTranspose"] = l => l.Conv2DTranspose(4, 3),
        ["Conv3D"] = l => l.Conv3D(4, 3),
        ["Cropping1D"] = l => l.Cropping1D(),
        ["Cropping2D"] = l => l.Cropping2D(0),
        ["Cropping3D"] = l => l.Cropping3D(),
        ["Dense"] = l => l.Dense(4),
        ["DepthwiseConv1D"] = l => l.DepthwiseConv1D(3),
        ["DepthwiseConv2D"] = l => l.DepthwiseConv2D(3),
        ["Discretization"] = l => l.Discretization([0, 1]),
        ["Dot"] = l => l.Dot(1),
        ["Dropout"] = l => l.Dropout(0.5f),
        ["ELU"] = l => l.ELU(),
        ["EinsumDense"] = l => l.EinsumDense("ab,bc->ac", 5),
        ["Embedding"] = l => l.Embedding(7, 3),
        ["Flatten"] = l => l.Flatten(),
        ["GaussianDropout"] = l => l.GaussianDropout(0.5),
        ["GaussianNoise"] = l => l.GaussianNoise(0.5),
        ["GlobalAveragePooling1D"] = l => l.GlobalAveragePooling1D(),
        ["GlobalAveragePooling2D"] = l => l.GlobalAveragePooling2D(),
        ["GlobalMaxPooling1D"] = l => l.GlobalMaxPooling1D(),
        ["GlobalMaxPooling2D"] = l => l.GlobalMaxPooling2D(),
        ["GroupNormalization"] = l => l.GroupNormalization(),
        ["Identity"] = l => l.Identity(),
        ["LayerNormalization"] = l => l.LayerNormalization(),
        ["LeakyReLU"] = l => l.LeakyReLU(),
        ["MaxPooling1D"] = l => l.MaxPooling1D(),
        ["MaxPooling2D"] = l => l.MaxPooling2D(),
        ["MaxPooling3D"] = l => l.MaxPooling3D(),
        ["Maximum"] = l => l.Maximum(),
        ["Minimum"] = l => l.Minimum(),
        ["MultiHeadAttention"] = l => l.MultiHeadAttention(2, 3),
        ["Multiply"] = l => l.Multiply(),
        ["Normalization"] = l => l.Normalization(),
        ["PReLU"] = l => l.PReLU(),
        ["Permute"] = l => l.Permute([2, 1]),
        ["RandomBrightness"] = l => l.RandomBrightness(0.2),
        ["RandomContrast"] = l => l.RandomContrast(0.2),
        ["RandomCrop"] = l => l.RandomCrop(3, 4),
        ["RandomFlip"] = l => l.RandomFlip(),
        ["RandomRotation"] = l => l.RandomRotation(0.2),
        ["RandomTranslation"] = l => l.RandomTranslation(0.2, 0.2),
        ["RandomZoom"] = l => l.RandomZoom(0.2),
        ["ReLU"] = l => l.ReLU(),
        ["RepeatVector"] = l => l.RepeatVector(3),
        ["Rescaling"] = l => l.Rescaling(0.5f),
        ["Reshape"] = l => l.Reshape(new long[] { 2, -1 }),
        ["Resizing"] = l => l.Resizing(3, 4),
        ["SeparableConv1D"] = l => l.SeparableConv1D(4, 3),
        ["SeparableConv2D"] = l => l.SeparableConv2D(4, 3),
        ["Softmax"] = l => l.Softmax(),
        ["SpatialDropout1D"] = l => l.SpatialDropout1D(0.5),
        ["SpatialDropout2D"] = l => l.SpatialDropout2D(0.5),
        ["SpatialDropout3D"] = l => l.SpatialDropout3D(0.5),
        ["Subtract"] = l => l.Subtract(),
        ["ThresholdedReLU"] = l => l.ThresholdedReLU(),
        ["UnitNormalization"] = l => l.UnitNormalization(),
        ["UpSampling1D"] = l => l.UpSampling1D(),
        ["UpSampling2D"] = l => l.UpSampling2D(),
        ["ZeroPadding1D"] = l => l.ZeroPadding1D(),
        ["ZeroPadding2D"] = l => l.ZeroPadding2D(1),
    };

    /// <summary>Not part of this library, or without a config in the golden file.</summary>
    private static readonly HashSet<string> s_absent =
    [
        // recurrent, and wrappers for time steps
        "Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "GRU", "GRUCell", "LSTM", "LSTMCell", "RNN", "SimpleRNN",
            "SimpleRNNCell", "StackedRNNCells",
        "TimeDistributed", "Wrapper", "Masking",
        // text and tables
        "HashedCrossing", "Hashing", "IntegerLookup", "StringLookup", "TextVectorization",
        // no network of the zoo has them
        "ActivityRegularization", "Conv3DTranspose", "GlobalAveragePooling3D", "GlobalMaxPooling3D", "LocallyConnected1D",
            "LocallyConnected2D", "RandomHeight",
        "RandomWidth", "SpectralNormalization", "UpSampling3D", "ZeroPadding3D",
        // no layer by itself, or its own test
        "Layer", "InputLayer",
    ];

    public static TheoryData<string> Names()
    {
        var data = new TheoryData<string>();
        foreach (JsonProperty p in Golden().EnumerateObject())
            if (!p.Value.Has("alias_of", out _) && p.Value.Has("get_config", out _))
                data.Add(p.Name);
        return data;
    }

    private static JsonElement Golden() => GoldenValues.Json("defaults", "layers").RootElement.GetProperty("layers");

    [Theory]
    [MemberData(nameof(Names))]
    public void ConfigOfTheSmallestCall(string name)
    {
        if (s_absent.Contains(name))
        {
            Assert.True(name == "InputLayer" || !LayerSerialization.Known.Contains(name), $"{name} exists: give it a row");
            return;
        }
        Assert.True(s_made.TryGetValue(name, out Func<LayersApi, ILayer>? make), $"{name} is neither made nor listed as absent");
        keras.backend.clear_session();
        ILayer layer = make(keras.layers);
        JsonElement golden = Golden().GetProperty(name);
        Assert.Equal(GoldenValues.Normal(golden.GetProperty("get_config")), GoldenValues.Text(layer.get_config()));
        Assert.Equal(golden.GetProperty("auto_name").GetString(), layer.Name);
    }

    [Fact]
    public void EveryRowIsALayerOfKeras() => Assert.Empty(s_made.Keys.Except(Golden().EnumerateObject().Select(p => p.Name)));
}

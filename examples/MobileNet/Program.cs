// MobileNetV2 (notes G8-G10): transfer learning in a loop around a gradient tape: MobileNetV2 without its top, behind it one dense layer.
//   dotnet run -c Release --project examples/MobileNet                       trains on the shipped images
//   dotnet run -c Release --project examples/MobileNet -- --data my_photos   trains on yours (one folder for each class)
//   dotnet run -c Release --project examples/MobileNet -- --recipe notes --pretrained pretrain_weights.h5 --data my_photos
//                                                                            freezes trained features and trains the head only
//   dotnet run -c Release --project examples/MobileNet -- --predict x.jpg    classifies with the saved weights
// Frozen features are worth something only when they were trained before. So they are frozen with --pretrained (a .h5 file of the network,
// such as "train --network mobilenet_v2" of the command line tool writes; its classifier is left out) and trained together with the head
// without it, by default on small images: that takes about two minutes on two processor cores and ends with about
//   val accuracy: 0.83

using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Preprocessing;
using TfNetZoo.Data;
using TfNetZoo.Examples;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Text;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using static TfNetZoo.Networks.MobileNetV2;

var defaults = new ExampleOptions(null, Epochs: 6, BatchSize: 32, ImageSize: 64, LearningRate: 0.001, Seed: 0, "./save_weights/resMobileNetV2.h5", null);
ExampleOptions notes = defaults with
{
    Epochs = 20,
    BatchSize = 16,
    ImageSize = 224,
    Pretrained = File.Exists("./pretrain_weights.h5") ? "./pretrain_weights.h5" : null,
};
return ExampleProgram.Run(args, "MobileNetV2 as in the notes: features without the top, one dense layer, a training step under GradientTape.", defaults, Run,
    notes, pretrained: "weight file (.h5) of mobilenet_v2; its layers are found by name and frozen (default: none, everything is trained)");

static void Run(ExampleOptions options)
{
    var input = new PhotoInput(options.ImageSize, Preprocessing.Half);
    if (options.Predict is { } photo)
    {
        Predict(options, input, photo);
        return;
    }
    PhotoData data = PhotoData.Open(options.Data);
    var train_image_generator = new ImageDataGenerator(
        horizontal_flip: true, preprocessing_function: input.Scale, validation_split: data.ValidationSplit);
    var validation_image_generator = new ImageDataGenerator(preprocessing_function: input.Scale, validation_split: data.ValidationSplit);
    DirectoryIterator train_data_gen = data.Training(train_image_generator, options.ImageSize, options.BatchSize);
    DirectoryIterator val_data_gen = data.Validation(validation_image_generator, options.ImageSize, options.BatchSize);
    ClassIndices.Write("class_indices.json", train_data_gen.class_indices);
    print(NotesText.ImageCounts(train_data_gen.n, val_data_gen.n));

    Functional feature = Feature(options);
    Model model = Build(feature, train_data_gen.class_indices.Count);
    if (options.Pretrained is { } weights)
    {
        FrozenFeatures.Load(feature, weights);
    }
    else
    {
        print("no --pretrained weights: all layers are trained");
    }
    feature.summary();
    model.summary();

    var loss_object = keras.losses.CategoricalCrossentropy(from_logits: false);
    OptimizerV2 optimizer = keras.optimizers.Adam(learning_rate: (float)options.LearningRate);
    var train_loss = keras.metrics.Mean("train_loss");
    var train_accuracy = keras.metrics.CategoricalAccuracy("train_accuracy");
    var val_loss = keras.metrics.Mean("val_loss");
    var val_accuracy = keras.metrics.CategoricalAccuracy("val_accuracy");

    Action<Tensor, Tensor> train_step = tf.function((Tensor images, Tensor labels) =>
    {
        using var tape = tf.GradientTape();
        // Frozen batch norm stays in inference mode here, too.
        Tensor output = model.Apply(images, training: true);
        Tensor loss = loss_object.Call(labels, output);
        Tensor[] gradients = tape.gradient(loss, model.trainable_variables);
        optimizer.apply_gradients(gradients.Zip(model.trainable_variables));
        train_loss.update_state(loss);
        train_accuracy.update_state(labels, output);
    });
    Action<Tensor, Tensor> val_step = tf.function((Tensor images, Tensor labels) =>
    {
        Tensor output = model.Apply(images, training: false);
        val_loss.update_state(loss_object.Call(labels, output));
        val_accuracy.update_state(labels, output);
    });

    options.MakeWeightsFolder();
    float best = new TapeLoop
    {
        Epochs = options.Epochs,
        Train = new TapePass(train_data_gen, train_step, train_loss, train_accuracy),
        Validation = new TapePass(val_data_gen, val_step, val_loss, val_accuracy),
        SaveBest = () => model.save_weights(options.Weights),
    }.Run();
    print($"Saved {options.Weights} and class_indices.json");

    Predict(options, input, PhotoData.HeldOut(val_data_gen));
    ExampleProgram.PrintAccuracy(best);
}

static void Predict(ExampleOptions options, PhotoInput input, string photo)
{
    options.RequireWeights();
    // Layers are named by counting: so they get the names that the training's had.
    keras.backend.clear_session();
    Model model = Build(Feature(options), ClassIndices.Read("class_indices.json").Length);
    // By path: the order of a nested model's weights depends on what was frozen when they were saved.
    model.load_weights_by_path(options.Weights);
    Prediction.Show(model, photo, input);
}

static Functional Feature(ExampleOptions options) => mobilenet_v2(options.ImageSize, options.ImageSize, include_top: false);

static Sequential Build(Functional feature, int num_classes) => keras.Sequential(
    feature,
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dropout(0.5),
    keras.layers.Dense(num_classes),
    keras.layers.Softmax());
